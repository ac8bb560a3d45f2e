import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { commandOf, environment, expect, type Running, test } from './fixtures.ts'

/**
 * What the product relies on in Electron, tried on a program of its own. The same file runs on the stand-in and on
 * Electron: where it passes on both, the stand-in may stand in.
 */

const program = join(import.meta.dirname, 'conformance/main.js')

interface Seen {
  readonly navigations: string[]
  readonly openings: string[]
  readonly requests: string[]
  readonly permissions: string[]
  readonly instances: { words: string[]; workingDirectory: string }[]
  readonly lives: string[]
}

declare global {
  interface Window {
    readonly api: {
      call<Answer = unknown>(channel: string, ...values: unknown[]): Promise<Answer>
      on(channel: string, listener: (...values: unknown[]) => void): () => void
      throws(): void
      later(callback: (value: { nested: { deep: Date } }) => unknown): Promise<unknown>
      pathOf(file: File): Promise<string>
      portAnswers(message: unknown): Promise<unknown>
      readonly words: readonly string[]
      readonly nested: { list: number[]; of: { facts: boolean } }
    }
    readonly evaluated: string
    readonly inlineRan?: boolean
  }
}

let running: Running
let page: Page

test.beforeEach(async ({ launch }) => {
  running = await launch({ program })
  page = running.page
  await page.waitForFunction(() => window.evaluated !== undefined)
})

const seen = () => page.evaluate(() => window.api.call<Seen>('seen'))

test.describe('a request over IPC', () => {
  test('brings maps, sets, dates, typed arrays and undefined back whole', async () => {
    const facts = await page.evaluate(async () => {
      const shared = { same: true }
      const sent = {
        map: new Map<unknown, unknown>([[1, new Date(5)]]),
        set: new Set(['a']),
        floats: new Float64Array([1.5, Number.NaN, -0]),
        big: 10n ** 20n,
        nothing: undefined,
        first: shared,
        second: shared,
        text: 'ä\u{1f600}\n',
      }
      const [got] = (await window.api.call('echo', sent)) as [typeof sent]
      return [
        got.map.get(1) instanceof Date && (got.map.get(1) as Date).getTime() === 5,
        got.set.has('a'),
        got.floats instanceof Float64Array &&
          got.floats[0] === 1.5 &&
          Number.isNaN(got.floats[1]) &&
          Object.is(got.floats[2], -0),
        got.big === 10n ** 20n,
        'nothing' in got && got.nothing === undefined,
        got.text === sent.text,
      ]
    })
    expect(facts).toEqual([true, true, true, true, true, true])
  })

  test('brings the same kinds of things to the program', async () => {
    const kinds: unknown = await page.evaluate(() =>
      window.api.call('describe', {
        map: new Map(),
        date: new Date(),
        ints: new Int16Array(2),
        list: [1],
        buffer: new ArrayBuffer(3),
      }),
    )
    expect(kinds).toEqual({
      map: 'Map',
      date: 'Date',
      ints: 'Int16Array',
      list: 'Array',
      buffer: 'ArrayBuffer',
    })
  })

  test('refuses shared memory', async () => {
    const outcome = page.evaluate(() => {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
      return window.api.call('echo', { memory: memory.buffer })
    })
    await expect(outcome).rejects.toThrow(/could not be cloned/)
  })

  test('refuses shared memory from the program as well', async () => {
    const outcome = await running.app.evaluate(({ BrowserWindow }) => {
      try {
        BrowserWindow.getAllWindows()[0]!.webContents.send('any', new SharedArrayBuffer(8))
        return 'sent'
      } catch (error) {
        return String(error)
      }
    })
    expect(outcome).toMatch(/could not be cloned/)
  })

  test('refuses a function', async () => {
    await expect(page.evaluate(() => window.api.call('echo', { run: () => 1 }))).rejects.toThrow(
      /could not be cloned/,
    )
  })

  test('rejects on a channel that nobody answers', async () => {
    await expect(page.evaluate(() => window.api.call('nobody'))).rejects.toThrow(
      "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
    )
  })

  test('rejects with what the handler threw', async () => {
    await expect(page.evaluate(() => window.api.call('fail'))).rejects.toThrow(
      "Error invoking remote method 'fail': TypeError: on purpose",
    )
  })

  test('says which page it comes from', async () => {
    const sender: unknown = await page.evaluate(() => window.api.call('sender'))
    expect(sender).toEqual({ url: 'test://conformance/index.html', own: 'test://conformance/index.html' })
  })

  test('is heard by the page when the program sends, until it stops listening', async () => {
    await page.evaluate(() => {
      const heard: unknown[] = []
      const stop = window.api.on('news', (value) => heard.push(value))
      Object.assign(window, { heard, stop })
    })
    const send = (value: number) =>
      running.app.evaluate(({ BrowserWindow }, sent) => {
        BrowserWindow.getAllWindows()[0]!.webContents.send('news', new Map([[sent, 'told']]))
      }, value)
    await send(1)
    await page.waitForFunction(() => (window as never as { heard: unknown[] }).heard.length === 1)
    await page.evaluate(() => (window as never as { stop: () => void }).stop())
    await send(2)
    await page.evaluate(() => window.api.call('echo'))
    const heard = await page.evaluate(() =>
      (window as never as { heard: Map<number, string>[] }).heard.map((map) => [...map]),
    )
    expect(heard).toEqual([[[1, 'told']]])
  })
})

test.describe('the bridge', () => {
  test('is frozen to its depths and cannot be replaced', async () => {
    const facts = await page.evaluate(() => {
      const refused = (change: () => void) => {
        try {
          change()
          return false
        } catch {
          return true
        }
      }
      const loose = window as never as { api: object }
      const api = window.api as never as Record<string, unknown> & { nested: { of: { facts: boolean } } }
      return [
        refused(() => Object.assign(loose, { api: {} })),
        refused(() => {
          Object.assign(api, { call: null })
        }),
        refused(() => Object.assign(api.nested.of, { facts: false })),
        refused(() => Object.defineProperty(window, 'api', { value: 1 })),
        refused(() => Object.assign(window.api.nested.list, { 0: 9 })),
      ]
    })
    expect(facts).toEqual([true, true, true, true, true])
  })

  test('carries callbacks and promises', async () => {
    const answer = await page.evaluate(() => window.api.later(({ nested }) => nested.deep.getTime()))
    expect(answer).toBe(7)
  })

  test('carries the message of what the preload throws', async () => {
    await expect(page.evaluate(() => window.api.throws())).rejects.toThrow('from the preload')
  })

  test('is all the page sees of Node, Electron and the preload', async () => {
    const kinds = await page.evaluate(() => {
      const page = window as never as Record<string, unknown>
      return ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'ports'].map(
        (name) => typeof page[name],
      )
    })
    expect(new Set(kinds)).toEqual(new Set(['undefined']))
  })

  test('gives the preload the words of additionalArguments', async () => {
    expect(await page.evaluate(() => window.api.words)).toEqual(['--word-for-the-preload=yes'])
  })

  test('tells the path of a file that the user chose', async ({ folder }) => {
    const path = join(folder, 'chosen.csv')
    writeFileSync(path, 'a,b\n')
    await page.setInputFiles('input', path)
    const told = await page.evaluate(() => window.api.pathOf(document.querySelector('input')!.files![0]!))
    expect(told).toBe(path)
  })
})

test.describe('a page', () => {
  test('opens no window by script', async () => {
    expect(await page.evaluate(() => window.open('https://example.org/script') === null)).toBe(true)
    await expect.poll(async () => (await seen()).openings).toContain('https://example.org/script')
    expect(running.app.windows()).toHaveLength(1)
  })

  test('opens no window by a link', async () => {
    await page.click('a')
    await expect.poll(async () => (await seen()).openings).toContain('https://example.org/')
    await expect.poll(() => running.app.windows().length).toBe(1)
  })

  test('stays where it is when its script wants elsewhere', async () => {
    const address = page.url()
    await page.evaluate(() => {
      location.href = 'https://example.org/elsewhere'
    })
    await expect.poll(async () => (await seen()).navigations).toContain('https://example.org/elsewhere')
    expect(page.url()).toBe(address)
  })

  test('runs neither eval nor inline scripts under its policy', async () => {
    expect(await page.evaluate(() => [window.evaluated, window.inlineRan])).toEqual(['EvalError', undefined])
  })

  test('gets no permission', async () => {
    const state = await page.evaluate(
      async () => (await navigator.permissions.query({ name: 'geolocation' })).state,
    )
    expect(state).toBe('denied')
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
  })

  test('reaches no network: its requests are seen and cancelled', async () => {
    const outcome = await page.evaluate(() =>
      fetch('https://example.org/x').then(
        () => 'answered',
        (error) => error.name,
      ),
    )
    expect(outcome).toBe('TypeError')
    expect((await seen()).requests).toContain('https://example.org/x')
  })

  test('gets its own files from the program', async () => {
    const answers = await page.evaluate(async () => {
      const data = await fetch('./data.json')
      const missing = await fetch('./missing')
      return [await data.json(), data.headers.get('x-mark'), missing.status, await missing.text()]
    })
    expect(answers).toEqual([{ answer: 42 }, 'GET', 404, 'nothing here'])
  })

  test('follows the theme of the program', async () => {
    const isDark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
    for (const theme of ['dark', 'light'] as const) {
      await running.app.evaluate(({ nativeTheme }, source) => {
        nativeTheme.themeSource = source
      }, theme)
      await expect.poll(isDark).toBe(theme === 'dark')
    }
  })

  test('prints as a PDF', async () => {
    const start = await running.app.evaluate(async ({ BrowserWindow }) => {
      const pdf = await BrowserWindow.getAllWindows()[0]!.webContents.printToPDF({
        pageSize: 'A4',
        printBackground: true,
      })
      return [pdf.subarray(0, 5).toString('latin1'), pdf.length > 500]
    })
    expect(start).toEqual(['%PDF-', true])
  })
})

test.describe('ports', () => {
  test('join the program and a page', async () => {
    await page.evaluate(() => window.api.call('channel'))
    const answer = await page.evaluate(async () => {
      const { doubled } = (await window.api.portAnswers(21)) as { doubled: Map<number, number> }
      return [...doubled]
    })
    expect(answer).toEqual([[21, 42]])
  })

  test('join a page and a utility process', async () => {
    await page.evaluate(() => window.api.call('page-to-utility'))
    expect(await page.evaluate(() => window.api.portAnswers('the page'))).toBe('utility heard the page')
  })
})

test.describe('a utility process', () => {
  test('answers with whole values and tells the code it ends with', async () => {
    const outcome = await page.evaluate(async () => {
      const { messages, code } = (await window.api.call('utility', {
        exit: 3,
        map: new Map([[1, 'one']]),
      })) as {
        messages: [string, { got: { map: Map<number, string> }; words: string[] }]
        code: number
      }
      return [messages[0], messages[1].got.map.get(1), messages[1].words, code]
    })
    expect(outcome).toEqual(['spawned', 'one', ['word'], 3])
  })

  test('is listed by its name, and can be killed from outside', async () => {
    const outcome = page.evaluate(() => window.api.call<{ code: number }>('utility', {}))
    const pid = () =>
      running.app.evaluate(
        ({ app }) => app.getAppMetrics().find(({ name }) => name === 'Conformance utility')?.pid ?? 0,
      )
    await expect.poll(pid).toBeGreaterThan(0)
    process.kill(await pid(), 'SIGKILL')
    expect((await outcome).code).not.toBe(0)
    await expect.poll(pid).toBe(0)
  })
})

test.describe('the program', () => {
  test('asks with a dialog that a test can answer', async () => {
    await running.answerOpen('/chosen.csv')
    const answer = await running.app.evaluate(({ dialog, BrowserWindow }) =>
      dialog.showOpenDialog(BrowserWindow.getAllWindows()[0]!, { properties: ['openFile'] }),
    )
    expect(answer).toEqual({ canceled: false, filePaths: ['/chosen.csv'] })
  })

  test('has a menu whose items act', async () => {
    await running.clickMenu('plain')
    await running.clickMenu('check')
    expect((await seen()).lives).toEqual(['plain false', 'check true'])
  })

  test('runs once on its user data, and hears of the second', async ({ runtime, folder }) => {
    const { executable, switches } = commandOf(runtime)
    const words = [...switches, program, `--user-data-dir=${running.userData}`, 'shop.antecedent']
    const second = spawn(executable, words, { cwd: folder, env: environment(folder, 'en'), stdio: 'ignore' })
    const code = await new Promise((resolve) => second.once('exit', resolve))
    expect(code).toBe(7)
    await expect.poll(async () => (await seen()).instances.length).toBe(1)
    const [instance] = (await seen()).instances
    expect(instance!.words).toContain('shop.antecedent')
    expect(instance!.workingDirectory).toBe(folder)
  })

  test('starts again on the user data of a program that was killed', async ({ launch }) => {
    await running.kill()
    const again = await launch({ program, userData: running.userData })
    await expect(again.page).toHaveTitle('Conformance')
  })

  test('ends when its last window is closed', async () => {
    const ended = new Promise((resolve) => running.app.process().once('exit', resolve))
    await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close())
    expect(await ended).toBe(0)
  })

  test('may keep a window from closing', async () => {
    const open = await running.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0]!
      window.once('close', (event) => event.preventDefault())
      window.close()
      return new Promise((resolve) => setTimeout(() => resolve(BrowserWindow.getAllWindows().length), 300))
    })
    expect(open).toBe(1)
  })
})
