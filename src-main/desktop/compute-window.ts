import { BrowserWindow, MessageChannelMain, type MessagePortMain } from 'electron'
import { computePortMessage } from '../contract/compute-window.ts'
import { appHost, appScheme } from './app-files.ts'
import { keepInPlace } from './restrictions.ts'

/** A window that nobody asked anything for this long is closed, and its graphics memory given back. */
const idleMs = 60_000

/**
 * The hidden window in which models are computed on the graphics processor: pages reach it, the engine's process cannot. Opened when
 * first asked for. It is sandboxed as every window, and has no bridge but the ports that it is given.
 */
export class ComputeWindow {
  private readonly preload: string
  private window: Promise<BrowserWindow> | null = null
  private links = 0
  private idle: NodeJS.Timeout | undefined
  /** Whether there is a window to compute for: a hidden one alone would keep the program running. */
  private wanted = false

  constructor(preload: string) {
    this.preload = preload
  }

  /** From now on it may be asked for, until `close`. */
  admit(): void {
    this.wanted = true
  }

  /** A port to the page, which ends when the page does. Rejects where the page does not load, and once nobody is there to compute for. */
  async connect(): Promise<MessagePortMain> {
    if (!this.wanted) throw new Error('there is no window to compute for')
    clearTimeout(this.idle)
    this.links++
    try {
      this.window ??= this.open()
      const window = await this.window
      if (!this.wanted) throw new Error('there is no window to compute for')
      const { port1, port2 } = new MessageChannelMain()
      window.webContents.postMessage(computePortMessage, null, [port2])
      return port1
    } catch (error) {
      this.release()
      throw error
    }
  }

  /** One of the ports is needed no more. */
  release(): void {
    this.links--
    if (this.links > 0) return
    clearTimeout(this.idle)
    this.idle = setTimeout(() => this.destroy(), idleMs).unref()
  }

  /** With every link; not to be opened again before `admit`. */
  close(): void {
    this.wanted = false
    this.destroy()
  }

  private destroy(): void {
    clearTimeout(this.idle)
    const closing = this.window
    this.window = null
    closing?.then(
      (window) => window.destroy(),
      () => undefined,
    )
  }

  private async open(): Promise<BrowserWindow> {
    const window = new BrowserWindow({
      show: false,
      title: 'Antecedent compute',
      webPreferences: {
        preload: this.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        spellcheck: false,
        backgroundThrottling: false,
      },
    })
    keepInPlace(window.webContents)
    window.webContents.on('render-process-gone', () => window.destroy())
    window.on('closed', () => {
      this.window = null
    })
    try {
      await window.loadURL(`${appScheme}://${appHost}/compute.html`)
      return window
    } catch (error) {
      this.window = null
      window.destroy()
      throw error
    }
  }
}
