import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { AntecedentBridge, WindowEvent, WindowStart } from './contract/bridge.ts'
import type { ProgressMessage } from './contract/messages.ts'
import type { Settings } from './contract/settings.ts'

const progressOf = new Map<number, (progress: ProgressMessage) => void>()

ipcRenderer.on('progress', (_event, token: number, progress: ProgressMessage) =>
  progressOf.get(token)?.(progress),
)

const bridge: AntecedentBridge = {
  async request(token, method, params, onProgress) {
    if (onProgress !== undefined) progressOf.set(token, onProgress)
    try {
      return await ipcRenderer.invoke('engine.request', token, method, params)
    } finally {
      progressOf.delete(token)
    }
  },
  cancel: (token) => void ipcRenderer.invoke('engine.cancel', token),
  onEvent: (listener) => listen<WindowEvent>('event', listener),
  dialogs: {
    open: (purpose) => ipcRenderer.invoke('dialog.open', purpose),
    save: (purpose, suggestedName) => ipcRenderer.invoke('dialog.save', purpose, suggestedName),
  },
  saveText: (purpose, suggestedName, text) => ipcRenderer.invoke('text.save', purpose, suggestedName, text),
  savePicture: (suggestedName, picture) => ipcRenderer.invoke('picture.save', suggestedName, picture),
  settings: {
    get: () => ipcRenderer.invoke('settings.get'),
    set: (change) => ipcRenderer.invoke('settings.set', change),
    onChange: (listener) => listen<Settings>('settings', listener),
  },
  pathOfFile: (file) => ipcRenderer.invoke('file.path', webUtils.getPathForFile(file)),
  printToPdf: (documents) => ipcRenderer.invoke('report.print', documents),
  start: readStart(),
}

contextBridge.exposeInMainWorld('antecedent', bridge)

function listen<Value>(channel: string, listener: (value: Value) => void): () => void {
  const forward = (_event: unknown, value: Value) => listener(value)
  ipcRenderer.on(channel, forward)
  return () => {
    ipcRenderer.removeListener(channel, forward)
  }
}

function readStart(): WindowStart {
  const prefix = '--antecedent-start='
  const word = process.argv.find((each) => each.startsWith(prefix))
  return JSON.parse(decodeURIComponent(word!.slice(prefix.length)))
}
