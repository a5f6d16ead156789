// One key each for what one does often. Keys with a modifier, and those typed into a field, are not ours.

const fields = "textarea, input:not([type=radio], [type=checkbox])"

export function listen(deeds) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return
    const { target } = event
    if (event.key === "Escape" && target.matches("input, textarea")) return target.blur()
    if (target.matches(fields) || document.querySelector("dialog[open]")) return
    const deed = deeds[event.key.toLowerCase()]
    if (!deed) return
    event.preventDefault()
    deed()
  })
}
