/* A small program that uses each part of Electron which the product uses, for conformance.spec.ts. */
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  session,
  utilityProcess,
} from 'electron'

const seen = { navigations: [], openings: [], requests: [], permissions: [], instances: [], lives: [] }
const folder = import.meta.dirname
const page =
  '<!doctype html><title>Conformance</title><input type="file"><a target="_blank" href="https://example.org/">out</a><script>window.inlineRan = true</script><script type="module" src="./page.js"></script>'
const files = {
  '/index.html': ['text/html', page],
  '/page.js': [
    'text/javascript',
    'try { eval("1"); window.evaluated = "ran" } catch (error) { window.evaluated = error.name }',
  ],
  '/data.json': ['application/json', '{"answer":42}'],
}

protocol.registerSchemesAsPrivileged([
  { scheme: 'test', privileges: { standard: true, secure: true, supportFetchAPI: true } },
])
if (app.commandLine.hasSwitch('user-data-dir'))
  app.setPath('userData', app.commandLine.getSwitchValue('user-data-dir'))
if (app.requestSingleInstanceLock()) run()
else app.exit(7)

function run() {
  app.on('second-instance', (_event, words, workingDirectory) =>
    seen.instances.push({ words, workingDirectory }),
  )
  app.on('window-all-closed', () => app.quit())
  app.whenReady().then(start)
}

function start() {
  restrict()
  serve()
  answer()
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu()))
  const window = new BrowserWindow({
    width: 1100,
    height: 700,
    webPreferences: {
      preload: join(folder, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      additionalArguments: ['--word-for-the-preload=yes'],
    },
  })
  window.webContents.setWindowOpenHandler(({ url }) => {
    seen.openings.push(url)
    return { action: 'deny' }
  })
  window.webContents.on('will-navigate', (event) => {
    seen.navigations.push(event.url)
    event.preventDefault()
  })
  window.loadURL('test://conformance/index.html')
}

function restrict() {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, decide) => {
    seen.permissions.push(permission)
    decide(false)
  })
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.webRequest.onBeforeRequest((details, decide) => {
    seen.requests.push(details.url)
    decide({ cancel: /^(https?|wss?):/.test(details.url) })
  })
}

function serve() {
  protocol.handle('test', (request) => {
    const file = files[new URL(request.url).pathname]
    if (file === undefined) return new Response('nothing here', { status: 404 })
    return new Response(file[1], {
      headers: {
        'content-type': file[0],
        'content-security-policy': "script-src 'self'",
        'x-mark': request.method,
      },
    })
  })
}

function answer() {
  ipcMain.handle('echo', (_event, ...values) => values)
  ipcMain.handle('seen', () => seen)
  ipcMain.handle('fail', () => {
    throw new TypeError('on purpose')
  })
  ipcMain.handle('sender', (event) => ({ url: event.senderFrame.url, own: event.sender.getURL() }))
  ipcMain.handle('describe', (_event, value) => kindsOf(value))
  ipcMain.handle('channel', (event) => {
    const { port1, port2 } = new MessageChannelMain()
    port1.on('message', ({ data }) => port1.postMessage({ doubled: new Map([[data, 2 * data]]) }))
    port1.start()
    event.sender.postMessage('port', 'with a port', [port2])
  })
  ipcMain.handle('utility', (_event, message) => {
    const child = utilityProcess.fork(join(folder, 'utility.js'), ['word'], {
      serviceName: 'Conformance utility',
    })
    const messages = []
    return new Promise((resolve) => {
      child.on('spawn', () => messages.push('spawned'))
      child.on('message', (received) => messages.push(received))
      child.on('exit', (code) => resolve({ messages, code }))
      child.postMessage(message)
    })
  })
  ipcMain.handle('page-to-utility', (event) => {
    const child = utilityProcess.fork(join(folder, 'utility.js'))
    const { port1, port2 } = new MessageChannelMain()
    child.postMessage({ kind: 'port' }, [port1])
    event.sender.postMessage('port', 'to the utility', [port2])
  })
}

function kindsOf(value) {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, Object.prototype.toString.call(item).slice(8, -1)]),
  )
}

function menu() {
  const note = (item) => seen.lives.push(`${item.id} ${item.checked}`)
  return [
    {
      label: 'Things',
      submenu: [
        { id: 'plain', label: 'Plain', accelerator: 'CmdOrCtrl+Shift+Y', click: note },
        { type: 'separator' },
        { id: 'check', label: 'Check', type: 'checkbox', checked: false, click: note },
        { role: 'copy' },
      ],
    },
  ]
}
