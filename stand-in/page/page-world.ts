import { WorldBridge } from './packet.ts'

/** Runs in the page's own world before any script of the page: receives what the preload exposes, and closes window.open. */
export function startPageWorld(handshake: string): void {
  window.addEventListener(
    handshake,
    (event) => {
      event.stopImmediatePropagation()
      const wire = (event as MessageEvent).ports[0]!
      new WorldBridge(wire, 'page', expose)
      window.open = (url) => {
        wire.dispatchEvent(new CustomEvent('window-open', { detail: String(url ?? 'about:blank') }))
        return null
      }
    },
    { once: true, capture: true },
  )
}

function expose(name: string, value: unknown): void {
  if (Object.hasOwn(window, name)) {
    throw new Error('Cannot bind an API on top of an existing property on the window object')
  }
  freeze(value)
  Object.defineProperty(window, name, { value, enumerable: true, writable: false, configurable: false })
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  Object.freeze(value)
  Object.values(value).forEach(freeze)
}
