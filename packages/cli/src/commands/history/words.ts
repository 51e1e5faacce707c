/** What people call a machine, or the beginning of its fingerprint. */
export function machineOf(fingerprint: string, name: string | null): string {
  return name ?? fingerprint.slice(0, 8);
}
