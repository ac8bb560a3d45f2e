import { decodeClone, encodeClone } from '../clone-codec.ts'
import { showFileDialog } from './file-dialog.ts'
import { showMessage } from './message-dialog.ts'
import { WorldBridge } from './packet.ts'
import type { FromProgram, PreloadOptions, ToProgram } from './protocol.ts'

type Listener = (event: { ports: readonly MessagePort[] }, ...values: unknown[]) => void

declare function antecedentToProgram(text: string): void

const bytes = {
  toText: (value: Uint8Array) => value.toBase64(),
  fromText: (value: string) => Uint8Array.fromBase64(value),
}

/**
 * Runs in the preload's isolated world, before any script of the page: gives the preload what Electron's sandbox gives
 * it, and speaks with the program over a binding that the page cannot see.
 */
export function startPreloadWorld(
  options: PreloadOptions,
  preload: (require: (name: string) => unknown, process: object, module: { exports: object }) => void,
): void {
  if (window !== window.top) return
  const listeners = new Map<string, Set<Listener>>()
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const ports = new Map<number, MessagePort>()
  const files = new Map<string, File>()
  let requests = 0

  const wire = new MessageChannel().port2
  const bridge = new WorldBridge(wire, 'preload', () => {
    throw new Error('The page exposes nothing to the preload.')
  })
  wire.addEventListener('window-open', (event) =>
    send({ kind: 'open', url: (event as CustomEvent<string>).detail }),
  )
  window.dispatchEvent(new MessageEvent(options.handshake, { ports: [wire] }))

  const ipcRenderer = refusingUnknown('ipcRenderer', {
    invoke(channel: string, ...values: unknown[]): Promise<unknown> {
      const id = ++requests
      send({ kind: 'invoke', id, channel, values })
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
    },
    send(channel: string, ...values: unknown[]): void {
      send({ kind: 'send', channel, values })
    },
    on(channel: string, listener: Listener): void {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener))
    },
    removeListener(channel: string, listener: Listener): void {
      listeners.get(channel)?.delete(listener)
    },
  })

  const electron = refusingUnknown('electron', {
    ipcRenderer,
    contextBridge: refusingUnknown('contextBridge', {
      exposeInMainWorld: (name: string, api: unknown) => bridge.expose(name, api),
    }),
    webUtils: refusingUnknown('webUtils', {
      /** A token that becomes the path once it is sent to the program: Chromium tells paths only to it. */
      getPathForFile(file: File): string {
        if (!(file instanceof File)) throw new TypeError('getPathForFile expects a File')
        const token = `stand-in-file:${crypto.randomUUID()}`
        files.set(token, file)
        return token
      },
    }),
  })

  Object.assign(globalThis, {
    antecedentFromProgram: (text: string) => receive(decodeClone(text, bytes) as FromProgram),
    antecedentFile: (token: string) => files.get(token),
  })
  preload(
    (name) => {
      if (name === 'electron') return electron
      throw new Error(`module not found: ${name}`)
    },
    { ...options.process, type: 'renderer', sandboxed: true, contextIsolated: true },
    { exports: {} },
  )
  watchBounds()
  watchKeys(options.accelerators)
  send({ kind: 'hello' })

  function send(message: ToProgram): void {
    antecedentToProgram(encodeClone(message, bytes))
  }

  function receive(message: FromProgram): void {
    if (message.kind === 'event') emit(message.channel, message.ports.map(openPort), message.values)
    if (message.kind === 'port') ports.get(message.id)?.postMessage(message.data)
    if (message.kind === 'port-close') ports.get(message.id)?.close()
    if (message.kind === 'reply') {
      const request = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.error === undefined) request?.resolve(message.value)
      else request?.reject(new Error(message.error))
    }
    if (message.kind === 'file-dialog') {
      const list = (folder: string) => ipcRenderer.invoke('stand-in:list-folder', folder)
      void showFileDialog(message.dialog, list as never).then((value) =>
        send({ kind: 'dialog', id: message.id, value }),
      )
    }
    if (message.kind === 'message-dialog') {
      void showMessage(message.dialog).then((value) => send({ kind: 'dialog', id: message.id, value }))
    }
  }

  function emit(channel: string, opened: readonly MessagePort[], values: readonly unknown[]): void {
    for (const listener of listeners.get(channel) ?? []) listener({ ports: opened }, ...values)
  }

  function openPort(id: number): MessagePort {
    const { port1, port2 } = new MessageChannel()
    ports.set(id, port2)
    port2.onmessage = (event) => send({ kind: 'port', id, data: event.data })
    return port1
  }

  function watchBounds(): void {
    const report = () =>
      send({ kind: 'bounds', x: screenX, y: screenY, width: outerWidth, height: outerHeight })
    window.addEventListener('resize', report)
  }

  function watchKeys(accelerators: readonly string[]): void {
    window.addEventListener('keydown', (event) => {
      const command = event.ctrlKey || event.metaKey ? 'CmdOrCtrl+' : ''
      const name = `${command}${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${event.key.toUpperCase()}`
      if (!accelerators.includes(name)) return
      event.preventDefault()
      send({ kind: 'accelerator', name })
    })
  }

  function refusingUnknown<T extends object>(name: string, api: T): T {
    return new Proxy(api, {
      get(target, key) {
        if (key in target || typeof key === 'symbol' || key === 'then') return Reflect.get(target, key)
        throw new Error(`The stand-in for Electron does not implement ${name}.${key}.`)
      },
    })
  }
}
