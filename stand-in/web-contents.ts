import { ipcMain } from './ipc-main.ts'
import { accelerators } from './menu.ts'
import type { MessagePortMain } from './message-channel-main.ts'
import { fromChromium, toChromium } from './origin.ts'
import type { FileDialog, MessageDialog, ToProgram } from './page/protocol.ts'
import { PageHost } from './page-host.ts'
import { pdfOptions } from './pdf-options.ts'
import { type RequestOwner, session } from './session.ts'
import { Strict } from './strict.ts'

type OpenHandler = (details: { url: string }) => { action: 'deny' | 'allow' }

interface ContentsOptions {
  readonly preload: string | null
  readonly additionalArguments: readonly string[]
  readonly onBounds: (bounds: { x: number; y: number; width: number; height: number }) => void
  readonly onPage: (host: PageHost) => Promise<void>
  readonly onClosed: () => void
}

const everyContents = new Set<WebContents>()
let count = 0

/** Electron's `WebContents`. */
export class WebContents extends Strict implements RequestOwner {
  protected readonly events = [
    'will-navigate',
    'will-redirect',
    'will-attach-webview',
    'did-finish-load',
    'did-fail-load',
    'dom-ready',
    'render-process-gone',
    'destroyed',
  ]
  readonly id = ++count
  readonly session = session.defaultSession
  readonly contents = this
  private readonly options: ContentsOptions
  private readonly opened: Promise<PageHost>
  private host: PageHost | null = null
  private address = ''
  private openHandler: OpenHandler = () => ({ action: 'allow' })
  private destroyed = false
  private readonly ports = new Map<number, MessagePortMain>()
  private readonly dialogs = new Map<number, (value: unknown) => void>()
  private sent = 0

  constructor(options: ContentsOptions) {
    super()
    this.options = options
    everyContents.add(this)
    this.opened = PageHost.open({
      preload: options.preload,
      additionalArguments: options.additionalArguments,
      onMessage: (message) => this.receive(message),
      prepare: (host) => this.prepare(host),
    })
    this.opened.catch(() => undefined)
  }

  static fromDevToolsTargetId(targetId: string): WebContents | undefined {
    return [...everyContents].find((contents) => contents.host?.targetId === targetId)
  }

  static getAllWebContents(): WebContents[] {
    return [...everyContents]
  }

  get mainFrame() {
    return frameOf(this.host?.page.url)
  }

  async loadURL(url: string): Promise<void> {
    const host = await this.opened
    this.address = url
    const { origin } = new URL(toChromium(url))
    // Both are on their way before the page asks for its document, so that no script finds permissions that were not settled.
    const settled = origin === 'null' ? null : this.session.settlePermissions(host.devtools, this, origin)
    try {
      await Promise.all([settled, host.page.navigate(toChromium(url))])
    } catch (error) {
      if (this.destroyed) return
      this.emit('did-fail-load', {}, -2, (error as Error).message, url, true)
      throw error
    }
    this.emit('dom-ready', {})
    this.emit('did-finish-load')
  }

  reload(): void {
    void this.opened.then((host) => host.page.reload())
  }

  getURL(): string {
    return this.address
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  close(): void {
    void this.opened.then((host) => host.page.close())
  }

  focus(): void {
    void this.opened.then((host) => host.page.focus())
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  send(channel: string, ...values: unknown[]): void {
    this.host?.send({ kind: 'event', channel, values, ports: [] })
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    const { host } = this
    if (host === null) return
    const ports = transfer.map((port) => {
      const id = ++this.sent
      this.ports.set(id, port)
      return [id, port] as const
    })
    host.send({ kind: 'event', channel, values: [message], ports: ports.map(([id]) => id) })
    for (const [id, port] of ports) {
      port.transfer((data) => host.send({ kind: 'port', id, data }))
      port.on('close', () => host.send({ kind: 'port-close', id }))
    }
  }

  async printToPDF(options: object): Promise<Buffer> {
    const host = await this.opened
    const { data } = await host.devtools.send('Page.printToPDF', pdfOptions(options))
    return Buffer.from(data, 'base64')
  }

  /** Asks over the page, since Chromium has no dialog that tells a path. */
  async ask(dialog: { file: FileDialog } | { message: MessageDialog }): Promise<unknown> {
    const host = await this.opened
    const id = ++this.sent
    const answer = new Promise((resolve) => this.dialogs.set(id, resolve))
    if ('file' in dialog) host.send({ kind: 'file-dialog', id, dialog: dialog.file })
    else host.send({ kind: 'message-dialog', id, dialog: dialog.message })
    return answer
  }

  navigationPrevented(url: string): boolean {
    let prevented = false
    const preventDefault = () => {
      prevented = true
    }
    this.emit('will-navigate', { url, isMainFrame: true, preventDefault }, url)
    return prevented
  }

  private async prepare(host: PageHost): Promise<void> {
    this.host = host
    void host.page.closed.then(() => this.destroy())
    const listening = host.page.listen({
      onRequest: (request) => this.session.answer(request, this),
      onCrashed: () => this.crashed(),
      onDownload: (url) => this.refuseDownload(url),
      onOpen: (url) => this.open(url),
    })
    await Promise.all([listening, this.options.onPage(host)])
  }

  private crashed(): void {
    this.closePorts()
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
  }

  private destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    everyContents.delete(this)
    this.closePorts()
    this.emit('destroyed')
    this.options.onClosed()
  }

  /** Ports end with the page that has their other end. */
  private closePorts(): void {
    for (const port of this.ports.values()) port.close()
    this.ports.clear()
  }

  private open(url: string): void {
    if (this.openHandler({ url }).action === 'deny') return
    throw new Error('The stand-in for Electron opens no windows from a page.')
  }

  private refuseDownload(url: string): void {
    const item = { getURL: () => url, cancel: () => undefined }
    this.session.emit('will-download', { preventDefault: () => undefined }, item, this)
  }

  private receive(message: ToProgram): void {
    if (message.kind === 'invoke') void this.answer(message.id, message.channel, message.values)
    if (message.kind === 'send') ipcMain.hear(this.event(), message.channel, message.values)
    if (message.kind === 'port') this.ports.get(message.id)?.send(message.data)
    if (message.kind === 'open') this.open(message.url)
    if (message.kind === 'bounds') this.options.onBounds(message)
    if (message.kind === 'accelerator')
      accelerators().get(message.name)?.click({ triggeredByAccelerator: true })
    if (message.kind === 'dialog') {
      this.dialogs.get(message.id)?.(message.value)
      this.dialogs.delete(message.id)
    }
  }

  private async answer(id: number, channel: string, values: readonly unknown[]): Promise<void> {
    try {
      const value = await ipcMain.answer(this.event(), channel, values)
      this.host?.send({ kind: 'reply', id, value })
    } catch (error) {
      this.host?.send({ kind: 'reply', id, error: `Error invoking remote method '${channel}': ${error}` })
    }
  }

  private event() {
    return { sender: this, senderFrame: this.mainFrame, ports: [], processId: 1, frameId: 1 }
  }
}

function frameOf(address = 'about:blank') {
  const url = fromChromium(address)
  return { url, origin: originOf(url), parent: null, top: null }
}

function originOf(address: string): string {
  const { protocol, host } = new URL(address)
  return `${protocol}//${host}`
}
