// The proof in the page's address. It is taken out of sight at once: addresses are shown, shared and kept.

/** What the line has to show itself. The server gave us a cookie, which stays right when another tab gets a newer one. */
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
