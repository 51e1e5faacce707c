import { describe, expect, it } from "vitest";
import { processorGauge, watchProcessors } from "../../src/machine/processors.ts";

const cpu = "/sys/devices/system/cpu";
const kernel: Record<string, string> = {
  [`${cpu}/online`]: "0-1,4\n",
  [`${cpu}/cpu0/cpufreq/scaling_cur_freq`]: "1800000\n",
  [`${cpu}/cpu1/cpufreq/scaling_cur_freq`]: "3599943\n",
  [`${cpu}/cpu4/cpufreq/scaling_cur_freq`]: "<unknown>\n",
  [`${cpu}/cpu0/thermal_throttle/core_throttle_count`]: "7\n",
  [`${cpu}/cpu4/thermal_throttle/core_throttle_count`]: "5\n",
  "/sys/class/hwmon/hwmon0/name": "nvme\n",
  "/sys/class/hwmon/hwmon0/temp1_input": "99000\n",
  "/sys/class/hwmon/hwmon3/name": "k10temp\n",
  "/sys/class/hwmon/hwmon3/temp1_input": "61500\n",
  "/sys/class/hwmon/hwmon3/temp3_input": "58000\n",
  "/sys/class/thermal/thermal_zone0/type": "acpitz\n",
  "/sys/class/thermal/thermal_zone0/temp": "27800\n",
};

describe("the processors", () => {
  it("are read by the fastest of them, the hottest of their own sensors, and all their throttling", () => {
    expect(processorGauge((path) => kernel[path] ?? null)()).toEqual({
      frequencyMHz: 3600,
      temperatureCelsius: 61.5,
      throttleCount: 12,
    });
  });

  it("are read anew by opening only those files that are there", () => {
    const opened: string[] = [];
    const gauge = processorGauge((path) => {
      opened.push(path);
      return kernel[path] ?? null;
    });
    opened.length = 0;
    gauge();
    expect(opened.toSorted()).toEqual(
      [
        `${cpu}/cpu0/cpufreq/scaling_cur_freq`,
        `${cpu}/cpu1/cpufreq/scaling_cur_freq`,
        `${cpu}/cpu0/thermal_throttle/core_throttle_count`,
        `${cpu}/cpu4/thermal_throttle/core_throttle_count`,
        "/sys/class/hwmon/hwmon3/temp1_input",
        "/sys/class/hwmon/hwmon3/temp3_input",
      ].toSorted(),
    );
  });

  it("count the throttling since the watch began, and show the rest as it is then", () => {
    const readings = [
      { frequencyMHz: 3600, temperatureCelsius: 50, throttleCount: 12 },
      { frequencyMHz: 2000, temperatureCelsius: 98, throttleCount: 15 },
    ];
    const watch = watchProcessors(() => readings.shift() as (typeof readings)[number]);
    expect(watch.read()).toEqual({ frequencyMHz: 2000, temperatureCelsius: 98, throttleEvents: 3 });
  });

  it.each([
    ["nothing", {}],
    ["a list of processors that no machine has", { [`${cpu}/online`]: "0-999999999,x,-,3-1" }],
  ])("are nothing where the kernel shows %s", (_, files: Record<string, string>) => {
    const gauge = processorGauge((path) => files[path] ?? null);
    expect(gauge()).toEqual({ frequencyMHz: null, temperatureCelsius: null, throttleCount: null });
    expect(watchProcessors(gauge).read()).toBeNull();
    expect(watchProcessors().read()).toBeNull();
  });
});
