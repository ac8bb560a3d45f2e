import { ipcRenderer } from 'electron'
import { computePortMessage } from './contract/compute-window.ts'

declare const window: { postMessage(message: unknown, origin: string, ports: readonly unknown[]): void }
declare const location: { readonly origin: string }

// A port crosses to the page by a message of the window: contextBridge carries none.
ipcRenderer.on(computePortMessage, (event) => {
  window.postMessage(computePortMessage, location.origin, [...event.ports])
})
