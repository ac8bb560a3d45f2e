import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test'
import { electronBinary } from '../../stand-in/electron-binary.ts'

export { expect } from '@playwright/test'

/** What the window runs on: Chromium behind the stand-in, or Electron itself. */
export type Runtime = 'stand-in' | 'electron'

export interface LaunchOptions {
  /** The folder or file of the program; the product where left out. */
  readonly program?: string
  /** Kept from an earlier launch, to see what a restart finds; a new one where left out. */
  readonly userData?: string
  /** The system's language. */
  readonly locale?: 'en' | 'zh-CN'
  /** Words after the program on its command line. */
  readonly words?: readonly string[]
}

/** A program that runs, and its first window. */
export interface Running {
  readonly app: ElectronApplication
  readonly page: Page
  readonly userData: string
  /** The next dialog that opens a file answers these paths; none means that the user cancelled. */
  readonly answerOpen: (...paths: readonly string[]) => Promise<void>
  /** The next dialog that saves a file answers this path; null means that the user cancelled. */
  readonly answerSave: (path: string | null) => Promise<void>
  /** Clicks an item of the menu by its id. */
  readonly clickMenu: (id: string) => Promise<void>
  /** The number of the engine's process. */
  readonly enginePid: () => Promise<number>
  /** Ends the program as a power cut would: kill -9, nothing cleaned up. Resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** Ends the program as its user would. */
  readonly quit: () => Promise<void>
}

export type Launch = (options?: LaunchOptions) => Promise<Running>

interface Fixtures {
  /** A folder for this test alone, removed after it. */
  readonly folder: string
  readonly launch: Launch
  /** The product in its window, on new user data. */
  readonly running: Running
}

const repository = resolve(import.meta.dirname, '../..')

export const test = base.extend<Fixtures & { runtime: Runtime }>({
  runtime: ['stand-in', { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'antecedent-test-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  },

  launch: async ({ runtime, folder }, use) => {
    const launched: Running[] = []
    await use(async (options = {}) => {
      const running = await start(runtime, folder, options)
      launched.push(running)
      return running
    })
    for (const running of launched) await running.quit()
  },

  running: async ({ launch }, use) => {
    await use(await launch())
  },
})

/** What starts a program on each runtime, the switches that the runtime itself wants included. */
export function commandOf(runtime: Runtime): {
  readonly executable: string
  readonly switches: readonly string[]
} {
  if (runtime === 'electron') return { executable: electronBinary()!, switches: [] }
  return { executable: join(repository, 'stand-in/run.ts'), switches: ['--headless'] }
}

/** The environment of a program under test: its language, and its temporary files inside the test's folder. */
export function environment(folder: string, locale: 'en' | 'zh-CN'): Record<string, string> {
  const language = locale === 'en' ? 'en_US.UTF-8' : 'zh_CN.UTF-8'
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: language,
    LANG: language,
    LANGUAGE: language,
    TMPDIR: folder,
  }
}

/** Starts a program outside of a test, for benchmarks as well; its user data are in `folder` unless given. */
export async function start(runtime: Runtime, folder: string, options: LaunchOptions): Promise<Running> {
  const { executable, switches } = commandOf(runtime)
  const userData = options.userData ?? mkdtempSync(join(folder, 'user-data-'))
  const app = await _electron.launch({
    executablePath: executable,
    args: [
      ...switches,
      options.program ?? repository,
      `--user-data-dir=${userData}`,
      ...(options.words ?? []),
    ],
    cwd: repository,
    env: environment(folder, options.locale ?? 'en'),
  })
  const page = await app.firstWindow()
  await page.waitForURL((url) => !['about:', 'data:'].includes(url.protocol))
  const child = app.process()
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    app,
    page,
    userData,
    answerOpen: (...paths) => answerOpen(app, paths),
    answerSave: (path) => answerSave(app, path),
    clickMenu: (id) => clickMenu(app, id),
    enginePid: () => enginePid(app),
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
    quit: async () => {
      if (child.exitCode === null && child.signalCode === null) await app.close()
      await gone
    },
  }
}

async function answerOpen(app: ElectronApplication, paths: readonly string[]): Promise<void> {
  await app.evaluate(({ dialog }, filePaths) => {
    const shown = dialog.showOpenDialog
    dialog.showOpenDialog = async () => {
      dialog.showOpenDialog = shown
      return { canceled: filePaths.length === 0, filePaths: [...filePaths] }
    }
  }, paths)
}

async function answerSave(app: ElectronApplication, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    const shown = dialog.showSaveDialog
    dialog.showSaveDialog = async () => {
      dialog.showSaveDialog = shown
      return { canceled: filePath === null, filePath: filePath ?? '' }
    }
  }, path)
}

async function clickMenu(app: ElectronApplication, id: string): Promise<void> {
  await app.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted)
    if (!item) throw new Error(`The menu has no item ${wanted}.`)
    item.click()
  }, id)
}

async function enginePid(app: ElectronApplication): Promise<number> {
  return app.evaluate(({ app }) => {
    const engine = app.getAppMetrics().find((metric) => metric.name === 'Antecedent engine')
    if (!engine) throw new Error('The engine does not run.')
    return engine.pid
  })
}
