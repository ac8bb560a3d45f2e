import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { chromiumSwitches } from './chromium-switches.ts'
import { DevTools, type DevToolsSession } from './devtools.ts'

/** How the stand-in was started: its own switches, taken off the command line. */
export interface Launch {
  readonly headless: boolean
  /** As Electron's own switch: test tools speak to Chromium there. Without it no port is open. */
  readonly debuggingPort: string | null
}

export const launch: { -readonly [Key in keyof Launch]: Launch[Key] } = {
  headless: false,
  debuggingPort: null,
}

/** A page of Chromium, and the session in which it is spoken to. */
export interface PageTarget {
  /** Chromium's name of the page, and of its main frame. */
  readonly id: string
  readonly session: DevToolsSession
}

let running: Promise<Chromium> | null = null

/** The one Chromium of this program, started when first asked for, with an empty profile that goes with it. */
export function startChromium(): Promise<Chromium> {
  running ??= start(launch)
  return running
}

/** Ends Chromium if it runs. */
export async function stopChromium(): Promise<void> {
  const chromium = await running?.catch(() => null)
  await chromium?.close()
}

/** Where Chromium is: `ANTECEDENT_CHROMIUM`, or Debian's place. */
export function chromiumPath(): string {
  return process.env.ANTECEDENT_CHROMIUM ?? '/usr/bin/chromium'
}

/** What is missing for Chromium to run, in one sentence, or null. */
export function missingForChromium(): string | null {
  if (existsSync(chromiumPath())) return null
  return `There is no Chromium at ${chromiumPath()}. On Debian: apt install chromium fonts-noto-cjk; or set ANTECEDENT_CHROMIUM to where one is.`
}

/** Chromium's process and its pages. */
export class Chromium {
  private readonly child: ChildProcess
  private readonly devtools: DevTools
  private readonly gone: Promise<void>
  private readonly pages = new Map<string, PageTarget>()
  private firstClaimed = false
  private opening = 0
  private foundFirst: (page: PageTarget) => void = () => {}
  private readonly first = new Promise<PageTarget>((resolve) => {
    this.foundFirst = resolve
  })

  constructor(child: ChildProcess) {
    this.child = child
    this.devtools = new DevTools(child.stdio[3] as Writable, child.stdio[4] as Readable)
    this.gone = new Promise((resolve) => child.once('close', () => resolve()))
    const { browser } = this.devtools
    browser.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      const target = { id: targetInfo.targetId, session: this.devtools.session(sessionId) }
      if (targetInfo.type === 'page') this.foundPage(target)
      // Nothing that runs without a page is the program's: it is not even begun.
      else void browser.send('Target.closeTarget', { targetId: target.id }).catch(() => undefined)
    })
  }

  /** Resolves when Chromium listens and has its first page. */
  async begin(): Promise<void> {
    const { browser } = this.devtools
    await Promise.all([
      browser.send('Target.setAutoAttach', {
        autoAttach: true,
        waitForDebuggerOnStart: true,
        flatten: true,
      }),
      browser.send('Browser.setDownloadBehavior', { behavior: 'deny', eventsEnabled: true }),
      this.first,
    ])
  }

  /** The page Chromium started with, for the first window; a new one for every other. It waits to be set going. */
  async claimPage(): Promise<PageTarget> {
    if (!this.firstClaimed) {
      this.firstClaimed = true
      return this.first
    }
    this.opening++
    try {
      const { targetId } = await this.devtools.browser.send('Target.createTarget', { url: 'about:blank' })
      return this.pages.get(targetId)!
    } finally {
      this.opening--
    }
  }

  closePage(page: PageTarget): void {
    this.devtools.browser.send('Target.closeTarget', { targetId: page.id }).catch(() => undefined)
  }

  /** A worker or frame of a page, by the session that the page was told of. */
  sessionWithin(sessionId: string): DevToolsSession {
    return this.devtools.session(sessionId)
  }

  onDownload(listener: (frame: string, url: string) => void): void {
    this.devtools.browser.on('Browser.downloadWillBegin', ({ frameId, url }) => listener(frameId, url))
  }

  async close(): Promise<void> {
    await this.devtools.browser.send('Browser.close').catch(() => undefined)
    await this.gone
  }

  /** At once, with every process of it. */
  kill(): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }

  /** Pages that nobody claims are closed before they begin. */
  private foundPage(page: PageTarget): void {
    this.pages.set(page.id, page)
    void page.session.ended.then(() => this.pages.delete(page.id))
    if (this.pages.size === 1 && !this.firstClaimed) this.foundFirst(page)
    else if (this.opening === 0) this.closePage(page)
  }
}

async function start(launch: Launch): Promise<Chromium> {
  const missing = missingForChromium()
  if (missing !== null) throw new Error(missing)
  const profile = mkdtempSync(join(tmpdir(), 'antecedent-window-'))
  const child = spawn(chromiumPath(), chromiumSwitches(launch, profile), {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own: a key that interrupts the program leaves the program time to close its windows.
    detached: true,
  })
  const chromium = new Chromium(child)
  process.once('exit', () => {
    chromium.kill()
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
  })
  const failed = failure(child)
  await Promise.race([chromium.begin().catch(() => failed), failed])
  if (launch.debuggingPort !== null) await announce(profile)
  return chromium
}

/** Rejects with Chromium's last words when it ends before it listens. */
function failure(child: ChildProcess): Promise<never> {
  let words = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000)
  })
  return new Promise((_resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`Chromium ended with ${code}.\n${words}`)))
  })
}

/** Electron prints this line, and test tools wait for it. */
async function announce(profile: string): Promise<void> {
  const file = join(profile, 'DevToolsActivePort')
  const lines = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
  while (lines().length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  const [port, path] = lines()
  process.stderr.write(`\nDevTools listening on ws://127.0.0.1:${port}${path}\n`)
}
