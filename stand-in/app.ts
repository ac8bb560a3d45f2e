import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChromium, stopChromium } from './chromium.ts'
import { SingleInstance } from './single-instance.ts'
import { Strict } from './strict.ts'

/** Electron's `app`. */
export class App extends Strict {
  protected readonly events = [
    'ready',
    'window-all-closed',
    'before-quit',
    'will-quit',
    'quit',
    'second-instance',
    'activate',
    'web-contents-created',
    'render-process-gone',
    'child-process-gone',
    'open-file',
  ]
  readonly isPackaged = false
  readonly commandLine = new CommandLine()
  /** The windows that are open: what `quit` has to close. */
  readonly openWindows = new Set<{ close(): void }>()
  /** The utility processes that run. */
  readonly utilities = new Set<{ readonly pid: number | undefined; readonly name: string }>()
  name = 'Antecedent'
  private readonly paths = new Map<string, string>()
  private appPath = process.cwd()
  private version = ''
  private readyPromise: Promise<void> | null = null
  private readonly isReadyState = { ready: false, quitting: false, exitCode: 0 }
  private readonly singleInstance = new SingleInstance()

  /** Called by the stand-in's entry with what the package of the program says. */
  describe(name: string, version: string, appPath: string): void {
    this.name = name
    this.version = version
    this.appPath = appPath
  }

  whenReady(): Promise<void> {
    this.readyPromise ??= Promise.resolve().then(() => this.becomeReady())
    return this.readyPromise
  }

  isReady(): boolean {
    return this.isReadyState.ready
  }

  getName(): string {
    return this.name
  }

  setName(name: string): void {
    this.name = name
  }

  getVersion(): string {
    return this.version
  }

  getAppPath(): string {
    return this.appPath
  }

  getLocale(): string {
    return this.getPreferredSystemLanguages()[0]!
  }

  getPreferredSystemLanguages(): string[] {
    return [Intl.DateTimeFormat().resolvedOptions().locale]
  }

  getPath(name: string): string {
    const path = this.paths.get(name) ?? this.defaultPaths()[name]
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    return path
  }

  setPath(name: string, path: string): void {
    this.paths.set(name, path)
  }

  enableSandbox(): void {
    // Every renderer of the stand-in is sandboxed by Chromium itself.
  }

  requestSingleInstanceLock(): boolean {
    return this.singleInstance.request(this.getPath('userData'), (argv, workingDirectory) =>
      this.emit('second-instance', {}, argv, workingDirectory, undefined),
    )
  }

  hasSingleInstanceLock(): boolean {
    return this.singleInstance.held
  }

  releaseSingleInstanceLock(): void {
    this.singleInstance.release()
  }

  getAppMetrics(): { pid: number; type: string; name?: string }[] {
    const utilities = [...this.utilities].map(({ pid, name }) => ({ pid: pid ?? 0, type: 'Utility', name }))
    return [{ pid: process.pid, type: 'Browser' }, ...utilities]
  }

  quit(): void {
    if (this.isReadyState.quitting) return
    if (this.prevented('before-quit')) return
    this.isReadyState.quitting = true
    for (const window of this.openWindows) window.close()
    if (this.openWindows.size === 0) this.leave()
  }

  exit(code = 0): void {
    this.isReadyState.exitCode = code
    this.emit('quit', {}, code)
    const end = () => process.exit(code)
    setTimeout(end, 3000).unref()
    void stopChromium().finally(end)
  }

  /** A window tells that it has closed. */
  windowClosed(window: { close(): void }): void {
    this.openWindows.delete(window)
    if (this.openWindows.size > 0) return
    if (this.isReadyState.quitting) this.leave()
    else if (this.listenerCount('window-all-closed') === 0) this.quit()
    else this.emit('window-all-closed')
  }

  /** A window refused to close, so the program stays. */
  quitRefused(): void {
    this.isReadyState.quitting = false
  }

  private leave(): void {
    if (this.prevented('will-quit')) {
      this.isReadyState.quitting = false
      return
    }
    this.exit(this.isReadyState.exitCode)
  }

  private prevented(event: string): boolean {
    let prevented = false
    this.emit(event, {
      preventDefault() {
        prevented = true
      },
    })
    return prevented
  }

  private async becomeReady(): Promise<void> {
    startChromium().catch((error: Error) => {
      process.stderr.write(`${error.message}\n`)
      process.exit(1)
    })
    this.isReadyState.ready = true
    this.emit('ready', {}, {})
  }

  private defaultPaths(): Record<string, string> {
    const appData = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config')
    const userData = this.paths.get('userData') ?? join(appData, this.name)
    return {
      home: homedir(),
      appData,
      userData,
      sessionData: userData,
      logs: join(userData, 'logs'),
      crashDumps: join(userData, 'Crashpad'),
      temp: tmpdir(),
      documents: process.env.XDG_DOCUMENTS_DIR ?? join(homedir(), 'Documents'),
      downloads: process.env.XDG_DOWNLOAD_DIR ?? join(homedir(), 'Downloads'),
      desktop: join(homedir(), 'Desktop'),
      exe: process.execPath,
    }
  }
}

class CommandLine extends Strict {
  protected readonly events = []
  private readonly switches = new Map<string, string>()

  constructor() {
    super()
    for (const word of process.argv.slice(1)) {
      const match = /^--([^=]+)=?(.*)$/s.exec(word)
      if (match) this.switches.set(match[1]!, match[2]!)
    }
  }

  appendSwitch(name: string, value = ''): void {
    this.switches.set(name, value)
  }

  hasSwitch(name: string): boolean {
    return this.switches.has(name)
  }

  getSwitchValue(name: string): string {
    return this.switches.get(name) ?? ''
  }
}

export const app = new App()
