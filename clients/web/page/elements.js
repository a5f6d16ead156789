// Words for what every part of the page does with elements.

/** A new element with what is in it. */
export function make(tag, ...children) {
  const element = document.createElement(tag)
  element.append(...children)
  return element
}

/** Writes a text where it is another one: what stays costs nothing. */
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text
}

export const count = (number) => number.toLocaleString("en")

export const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`
