/** Parameters of an address that usually hold a key. */
const keyLike = /key|token|secret|sig|pass|auth|cred/i;

/** What is wrong with an endpoint's address, null where it may be used: `http` is for loopback alone. */
export function urlObjection(text: string): string | null {
  if (!URL.canParse(text)) return "expected an address such as https://api.example.org/v1";
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "expected https, or http on loopback";
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return "expected https: over http a key and the images could be read on the way (http is for loopback alone)";
  }
  if (url.username !== "" || url.password !== "") return "expected no user or password in the address";
  if (url.hash !== "") return "expected no fragment in the address";
  const named = [...url.searchParams.keys()].find((name) => keyLike.test(name));
  if (named !== undefined) return "expected no key in the address: keys come from the environment (auth.variable)";
  return null;
}

/** 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
