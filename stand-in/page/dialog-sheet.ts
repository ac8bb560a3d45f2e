const style = `
  :host { all: initial; }
  dialog { box-sizing: border-box; width: 560px; max-width: 90vw; padding: 16px; border: 1px solid GrayText; border-radius: 8px;
    background: Canvas; color: CanvasText; color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif; }
  dialog::backdrop { background: rgb(0 0 0 / 40%); }
  h2 { margin: 0 0 12px; font-size: 16px; }
  p { margin: 0 0 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
  input { box-sizing: border-box; width: 100%; margin: 4px 0 12px; padding: 6px 8px; font: inherit; }
  ul { height: 260px; margin: 0 0 12px; padding: 0; overflow: auto; border: 1px solid GrayText; list-style: none; }
  li button { width: 100%; padding: 4px 8px; border: 0; background: none; color: inherit; font: inherit; text-align: start; }
  li button[aria-pressed='true'], li button:focus-visible { background: Highlight; color: HighlightText; }
  footer { display: flex; justify-content: flex-end; gap: 8px; }
  footer button { padding: 6px 16px; font: inherit; }
`

/**
 * A modal sheet over the page, in a shadow root of its own. `build` fills it and is given the function that closes it
 * with an answer; Escape answers `cancelled`.
 */
export function showSheet<T>(
  cancelled: T,
  build: (dialog: HTMLDialogElement, close: (value: T) => void) => void,
): Promise<T> {
  const host = document.createElement('stand-in-dialog')
  const shadow = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  shadow.adoptedStyleSheets = [sheet]
  const dialog = element('dialog')
  shadow.append(dialog)
  document.documentElement.append(host)
  return new Promise((resolve) => {
    const close = (value: T) => {
      host.remove()
      resolve(value)
    }
    dialog.addEventListener('cancel', () => close(cancelled))
    build(dialog, close)
    dialog.showModal()
  })
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
