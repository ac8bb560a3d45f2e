import { app } from './app.ts'
import { nativeTheme } from './native-theme.ts'
import { isHeadless, type PageHost } from './page-host.ts'
import { requireKnown, Strict } from './strict.ts'
import { WebContents } from './web-contents.ts'

interface WebPreferences {
  readonly preload?: string
  readonly sandbox?: boolean
  readonly contextIsolation?: boolean
  readonly nodeIntegration?: boolean
  readonly spellcheck?: boolean
  readonly backgroundThrottling?: boolean
  readonly additionalArguments?: readonly string[]
  readonly navigateOnDragDrop?: boolean
  readonly webSecurity?: boolean
  readonly devTools?: boolean
}

interface Options {
  readonly x?: number
  readonly y?: number
  readonly width?: number
  readonly height?: number
  readonly minWidth?: number
  readonly minHeight?: number
  readonly show?: boolean
  readonly title?: string
  readonly backgroundColor?: string
  readonly icon?: string
  readonly webPreferences?: WebPreferences
}

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const optionNames = [
  'x',
  'y',
  'width',
  'height',
  'minWidth',
  'minHeight',
  'show',
  'title',
  'backgroundColor',
  'icon',
  'webPreferences',
]
const preferenceNames = [
  'preload',
  'sandbox',
  'contextIsolation',
  'nodeIntegration',
  'spellcheck',
  'backgroundThrottling',
  'additionalArguments',
  'navigateOnDragDrop',
  'webSecurity',
  'devTools',
]

const windows = new Set<BrowserWindow>()

/** Electron's `BrowserWindow`. Only a sandboxed, isolated window without Node can be stood in for. */
export class BrowserWindow extends Strict {
  protected readonly events = [
    'ready-to-show',
    'show',
    'close',
    'closed',
    'resize',
    'move',
    'resized',
    'moved',
    'maximize',
    'unmaximize',
    'focus',
    'blur',
    'unresponsive',
    'responsive',
  ]
  readonly webContents: WebContents
  readonly id: number
  private readonly background: string
  private bounds: Rectangle
  private maximized = false
  private minimized = false
  private visible: boolean
  private closed = false

  constructor(options: Options = {}) {
    super()
    const preferences = options.webPreferences ?? {}
    requireKnown('BrowserWindow', options, optionNames)
    requireKnown('webPreferences', preferences, preferenceNames)
    refuseUnsafe(preferences)
    this.bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    }
    this.background = options.backgroundColor ?? ''
    this.visible = options.show ?? true
    this.webContents = new WebContents({
      preload: preferences.preload ?? null,
      additionalArguments: preferences.additionalArguments ?? [],
      onBounds: (bounds) => this.moved(bounds),
      onPage: (host) => this.dress(host),
      onClosed: () => this.wasClosed(),
    })
    this.id = this.webContents.id
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    windows.add(this)
    app.openWindows.add(this)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...windows].find((window) => window.webContents === contents) ?? null
  }

  static getFocusedWindow(): BrowserWindow | null {
    return [...windows].at(-1) ?? null
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  show(): void {
    this.visible = true
    this.webContents.focus()
    this.emit('show')
  }

  focus(): void {
    this.webContents.focus()
  }

  restore(): void {
    this.minimized = false
  }

  maximize(): void {
    this.maximized = true
  }

  setTitle(_title: string): void {
    // Chromium shows the title of the page.
  }

  isVisible(): boolean {
    return this.visible
  }

  isMaximized(): boolean {
    return this.maximized
  }

  isMinimized(): boolean {
    return this.minimized
  }

  isDestroyed(): boolean {
    return this.closed
  }

  getBounds(): Rectangle {
    return this.bounds
  }

  getNormalBounds(): Rectangle {
    return this.bounds
  }

  setBackgroundColor(_color: string): void {
    // The page paints its own background.
  }

  close(): void {
    if (this.closed) return
    let prevented = false
    const preventDefault = () => {
      prevented = true
    }
    this.emit('close', { preventDefault })
    if (prevented) app.quitRefused()
    else this.webContents.close()
  }

  destroy(): void {
    this.webContents.close()
  }

  private moved(bounds: Rectangle): void {
    this.bounds = bounds
    this.emit('resize')
    this.emit('move')
  }

  private async dress(host: PageHost): Promise<void> {
    const follow = () => host.page.preferColours(nativeTheme.themeSource).catch(() => undefined)
    nativeTheme.on('updated', follow)
    await Promise.all([follow(), this.colour(host), this.place(host)])
  }

  /** Before the page has painted anything, as Electron does. */
  private async colour(host: PageHost): Promise<void> {
    const [, red, green, blue] = /^#(..)(..)(..)$/.exec(this.background) ?? []
    if (red === undefined) return
    const color = { r: Number(`0x${red}`), g: Number(`0x${green}`), b: Number(`0x${blue}`), a: 1 }
    await host.devtools.send('Emulation.setDefaultBackgroundColorOverride', { color })
  }

  private async place(host: PageHost): Promise<void> {
    const { windowId } = await host.devtools.send('Browser.getWindowForTarget')
    const { width, height } = this.bounds
    await host.devtools.send('Browser.setWindowBounds', { windowId, bounds: { width, height } })
    if (isHeadless() || !this.maximized) return
    await host.devtools.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'maximized' } })
  }

  private wasClosed(): void {
    if (this.closed) return
    this.closed = true
    windows.delete(this)
    this.emit('closed')
    app.windowClosed(this)
  }
}

function refuseUnsafe(preferences: WebPreferences): void {
  const safe =
    preferences.sandbox !== false &&
    preferences.contextIsolation !== false &&
    preferences.nodeIntegration !== true
  if (!safe) throw new Error('The stand-in for Electron has only sandboxed, isolated windows without Node.')
}
