import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

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

let running: Promise<BrowserContext> | null = null

/** The one Chromium of this program, started when first asked for, with an empty profile that goes with it. */
export function startChromium(): Promise<BrowserContext> {
  running ??= start()
  return running
}

/** Ends Chromium if it runs. */
export async function stopChromium(): Promise<void> {
  const context = await running?.catch(() => null)
  await context?.close().catch(() => undefined)
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

async function start(): Promise<BrowserContext> {
  const missing = missingForChromium()
  if (missing !== null) throw new Error(missing)
  const profile = mkdtempSync(join(tmpdir(), 'antecedent-window-'))
  process.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: launch.headless,
    chromiumSandbox: process.getuid?.() !== 0,
    viewport: null,
    acceptDownloads: false,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: switches(),
  })
  if (launch.debuggingPort !== null) announce(profile)
  return context
}

function switches(): string[] {
  const always = [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--app=data:text/html,',
    '--test-type',
    '--disable-gpu-shader-disk-cache',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
  ]
  if (launch.debuggingPort !== null) always.push(`--remote-debugging-port=${launch.debuggingPort}`)
  return always
}

/** Electron prints this line, and test tools wait for it. */
function announce(profile: string): void {
  const [port, path] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')
  process.stderr.write(`\nDevTools listening on ws://127.0.0.1:${port}${path}\n`)
}
