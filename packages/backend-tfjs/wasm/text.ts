/** Pieces of WebAssembly text that every kernel here is written with. All values that count or point are i32. */

/** Parameters by their names, separated by spaces. */
export function declare(names: string): string {
  return eachName(names, (name) => `(param $${name} i32)`);
}

/** The values of locals, by their names. */
export function pass(names: string): string {
  return eachName(names, get);
}

export function get(name: string): string {
  return `(local.get $${name})`;
}

/** Adds a local, or a number, to a local. */
export function add(name: string, by: string | number): string {
  const amount = typeof by === "number" ? `(i32.const ${by})` : get(by);
  return `(local.set $${name} (i32.add ${get(name)} ${amount}))`;
}

/** Repeats the body while the local, which is at least 1, counts down to 0. */
export function countDown(name: string, body: string): string {
  return `(loop $by_${name} ${body}
  (br_if $by_${name} (local.tee $${name} (i32.sub ${get(name)} (i32.const 1)))))`;
}

/** Repeats the body, which takes `size` off the local, while the local holds that much. */
export function whileAtLeast(name: string, size: number, body: string): string {
  const [end, more] = [`$end_${name}_${size}`, `$more_${name}_${size}`];
  return `(block ${end} (loop ${more} (br_if ${end} (i32.lt_u ${get(name)} (i32.const ${size})))
  ${body} ${add(name, -size)} (br ${more})))`;
}

function eachName(names: string, text: (name: string) => string): string {
  return names.split(" ").map(text).join(" ");
}
