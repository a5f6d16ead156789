// The proof in the page's address. It is taken out of sight at once: addresses are shown, shared and kept.

/** What the line must show itself: nothing where there is a cookie, which another tab may renew. */
export function takeToken() {
  const address = new URL(location.href)
  const token = address.searchParams.get("token")
  if (token === null) return undefined
  address.searchParams.delete("token")
  history.replaceState(history.state, "", address)
  // What could be no token is none; the server then says that it is missing.
  const isSound = /^[0-9A-Za-z+\-./:=@_]{1,4096}$/.test(token)
  return isSound && !navigator.cookieEnabled ? token : undefined
}
