/** Whether a process has this number, of any user; true where the system does not say. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The second: a number that no process can have.
    return code !== "ESRCH" && code !== "ERR_INVALID_ARG_TYPE";
  }
}
