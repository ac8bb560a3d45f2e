import { basename, join, resolve } from 'node:path'
import { app, BrowserWindow, Menu, nativeTheme, type WebContents } from 'electron'
import {
  type Answer,
  type PrintRequest,
  type SavePurpose,
  type WindowEvent,
  windowChannels,
} from '../contract/bridge.ts'
import type { MethodName } from '../contract/methods.ts'
import { writeWhole } from '../engine/write-whole.ts'
import { serveApp } from './app-protocol.ts'
import { projectIn } from './command-line.ts'
import { ComputeWindow } from './compute-window.ts'
import { forkEngine } from './engine-fork.ts'
import { EngineSupervisor, type RunningRequest } from './engine-supervisor.ts'
import { askToOpen, askToSave } from './file-dialogs.ts'
import type { FirstSight } from './first-sight.ts'
import { openMainWindow } from './main-window.ts'
import { MenuHistory } from './menu-history.ts'
import { menuTemplate } from './menu-template.ts'
import { preparePrinting, printToPdf } from './pdf.ts'
import { restrictPages } from './restrictions.ts'
import { localeOf, SettingsStore } from './settings-store.ts'
import { answerWindow, type WindowCallHandlers } from './window-requests.ts'

/** Where the built parts of the product lie. */
export interface Parts {
  readonly preload: string
  readonly computePreload: string
  readonly engine: string
  readonly pages: string
}

/** The program of the desktop, once Electron is ready and it is the only one on its user data. */
export class Program {
  private readonly parts: Parts
  private readonly settings: SettingsStore
  private readonly engine: EngineSupervisor
  private readonly history: MenuHistory
  private readonly compute: ComputeWindow
  private readonly running = new Map<WebContents, Map<number, RunningRequest>>()
  /** The project that the window was opened for. */
  private asked: string | null = null

  constructor(parts: Parts) {
    this.parts = parts
    const systemLocale = localeOf(app.getPreferredSystemLanguages())
    this.settings = new SettingsStore(join(app.getPath('userData'), 'settings.json'), systemLocale)
    this.compute = new ComputeWindow(parts.computePreload)
    this.engine = new EngineSupervisor({
      fork: () => forkEngine(parts.engine, this.compute),
      locale: () => this.settings.locale,
      threads: () => this.settings.current.threads,
      onEvent: (event) => this.hear(event),
      onProjectOpened: (path) => this.remember(path),
    })
    this.history = new MenuHistory(
      (method, params, onProgress) => this.engine.request(method, params, onProgress),
      () => this.showMenu(),
    )
  }

  /** Opens the window first. */
  start(words: readonly string[]): void {
    restrictPages()
    serveApp(this.parts.pages, () => this.firstSight())
    preparePrinting()
    answerWindow(this.handlers(), () => this.settings.locale)
    nativeTheme.themeSource = this.settings.current.theme
    this.showMenu()
    this.settings.onChange(() => this.follow())
    this.openWindow(words)
    // Beside the window only where there is something to open: else the window is drawn first, and asks for it then.
    if (projectIn(words) !== null) this.engine.start()
  }

  stop(): void {
    this.engine.stop()
  }

  /** Somebody started the program again: this window comes to the front, and opens the project that was asked for. */
  showAgain(words: readonly string[], workingDirectory: string): void {
    const window = BrowserWindow.getAllWindows()[0]
    if (window === undefined) {
      this.openWindow(words)
      return
    }
    if (window.isMinimized()) window.restore()
    window.focus()
    const path = projectIn(words)
    if (path !== null)
      this.tell({ event: 'command', command: 'project.open', path: resolve(workingDirectory, path) })
  }

  private openWindow(words: readonly string[]): void {
    const path = projectIn(words)
    this.asked = path === null ? null : resolve(path)
    const window = openMainWindow(this.parts.preload, this.settings, {
      settings: this.settings.current,
      locale: this.settings.locale,
      path: this.asked,
      version: app.getVersion(),
    })
    this.compute.admit()
    window.once('closed', () => this.compute.close())
  }

  private firstSight(): FirstSight {
    return {
      locale: this.settings.locale,
      dark: nativeTheme.shouldUseDarkColors,
      textSize: this.settings.current.textSize,
      path: this.engine.projectPath ?? this.asked,
    }
  }

  private handlers(): WindowCallHandlers {
    return {
      'engine.request': (sender, token, method, params) => this.request(sender, token, method, params),
      'engine.cancel': (sender, token) => this.running.get(sender)?.get(token)?.cancel(),
      'dialog.open': (sender, purpose) => askToOpen(windowOf(sender), purpose, this.settings.locale),
      'dialog.save': (sender, purpose, name) =>
        askToSave(windowOf(sender), purpose, name, this.settings.locale),
      'text.save': (sender, purpose, name, text) => this.save(windowOf(sender), purpose, name, text),
      'picture.save': (sender, name, picture) => this.save(windowOf(sender), 'png', name, picture),
      'settings.get': () => this.settings.current,
      'settings.set': (_sender, change) => this.settings.changeBy(change),
      'file.path': (_sender, path) => path,
      'report.print': (_sender, request) => this.print(request),
    }
  }

  private async request(sender: WebContents, token: number, method: string, params: unknown) {
    const own = this.requestsOf(sender)
    const request = this.engine.request(method as MethodName, params, (progress) => {
      if (!sender.isDestroyed()) sender.send(windowChannels.progress, token, progress)
    })
    own.set(token, request)
    try {
      return await request.answer
    } finally {
      own.delete(token)
    }
  }

  /** The requests of one window. They are cancelled when it goes. */
  private requestsOf(sender: WebContents): Map<number, RunningRequest> {
    const known = this.running.get(sender)
    if (known !== undefined) return known
    const own = new Map<number, RunningRequest>()
    this.running.set(sender, own)
    sender.once('destroyed', () => {
      for (const request of own.values()) request.cancel()
      this.running.delete(sender)
    })
    return own
  }

  private async print(request: PrintRequest): Promise<Answer<{ readonly path: string }>> {
    await printToPdf(request)
    return { result: { path: request.to } }
  }

  private async save(
    window: BrowserWindow,
    purpose: SavePurpose,
    name: string,
    content: string | Uint8Array,
  ): Promise<Answer<{ readonly path: string } | null>> {
    const path = await askToSave(window, purpose, name, this.settings.locale)
    if (path === null) return { result: null }
    await writeWhole(path, [content])
    return { result: { path } }
  }

  private remember(path: string): void {
    const name = basename(path).replace(/\.antecedent$/i, '')
    this.settings.remember({ path, name, openedAt: Date.now() * 1000 })
  }

  private follow(): void {
    nativeTheme.themeSource = this.settings.current.theme
    this.showMenu()
    void this.history.follow()
    this.engine.useThreads()
    this.engine.useLanguage()
    this.toEveryWindow(windowChannels.settings, this.settings.current)
  }

  private showMenu(): void {
    const application = process.platform === 'darwin'
    const template = menuTemplate(
      this.settings.current,
      this.settings.locale,
      application,
      this.history.steps,
      {
        command: (command) => this.tell({ event: 'command', command }),
        change: (change) => this.settings.change(change),
        quit: () => app.quit(),
      },
    )
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  private hear(event: WindowEvent): void {
    this.tell(event)
    if (event.event === 'project.changed' || event.event === 'engine.restarted') void this.history.follow()
  }

  private tell(event: WindowEvent): void {
    this.toEveryWindow(windowChannels.event, event)
  }

  private toEveryWindow(channel: string, value: unknown): void {
    for (const window of BrowserWindow.getAllWindows()) {
      if (!window.isDestroyed()) window.webContents.send(channel, value)
    }
  }
}

function windowOf(sender: WebContents): BrowserWindow {
  const window = BrowserWindow.fromWebContents(sender)
  if (window === null) throw new Error('The window has gone.')
  return window
}
