const { contextBridge, ipcRenderer, webUtils } = require('electron')

const ports = []
ipcRenderer.on('port', (event) => ports.push(event.ports[0]))

contextBridge.exposeInMainWorld('api', {
  call: (channel, ...values) => ipcRenderer.invoke(channel, ...values),
  on: (channel, listener) => {
    const forward = (_event, ...values) => listener(...values)
    ipcRenderer.on(channel, forward)
    return () => ipcRenderer.removeListener(channel, forward)
  },
  throws: () => {
    throw new RangeError('from the preload')
  },
  later: (callback) => Promise.resolve().then(() => callback({ nested: { deep: new Date(7) } })),
  pathOf: async (file) => (await ipcRenderer.invoke('echo', webUtils.getPathForFile(file)))[0],
  words: process.argv.filter((word) => word.startsWith('--word-for-the-preload')),
  portAnswers: (message) =>
    new Promise((resolve) => {
      const port = ports.shift()
      port.onmessage = (event) => resolve(event.data)
      port.postMessage(message)
    }),
  nested: { list: [1, 2, 3], of: { facts: true } },
})
