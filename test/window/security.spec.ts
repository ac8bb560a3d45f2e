import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import type { AntecedentBridge } from '../../src-main/contract/bridge.ts'
import { expect, test } from './fixtures.ts'

/** Runs in the page from a timer, so under the page's own policy: what a test tool evaluates directly is exempt from it. */
function underPolicy<T>(page: Page, source: (report: (outcome: T) => void) => void): Promise<T> {
  return page.evaluate(
    (text) =>
      new Promise<T>((resolve) => {
        // biome-ignore lint/security/noGlobalEval: the function crosses to the page as text
        const run = globalThis.eval(`(${text})`) as (report: (outcome: T) => void) => void
        setTimeout(() => run(resolve))
      }),
    source.toString(),
  )
}

const bridge = (page: Page) =>
  page.evaluateHandle(() => (window as never as { antecedent: AntecedentBridge }).antecedent)

test.describe('the window', () => {
  test('is served under the policy of the product', async ({ running: { page } }) => {
    const headers = await page.evaluate(async () => {
      const answer = await fetch('./index.html')
      return Object.fromEntries(answer.headers)
    })
    const policy = headers['content-security-policy']!
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
    ]) {
      expect(policy.split('; ')).toContain(rule)
    }
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  test('keeps its own policy: nothing is refused while it loads', async ({ running: { page } }) => {
    const refusals: string[] = []
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) refusals.push(message.text())
    })
    page.on('pageerror', (error) => refusals.push(error.message))
    await page.reload()
    await page.waitForLoadState('load')
    await expect(page).toHaveTitle(/Antecedent/)
    expect(refusals).toEqual([])
  })

  test('runs no text as code', async ({ running: { page } }) => {
    const outcome = await underPolicy<string[]>(page, (report) => {
      const outcomes: string[] = []
      // biome-ignore lint/security/noGlobalEval: that it is refused is the point
      for (const run of [() => eval('1'), () => new Function('return 1')()]) {
        try {
          outcomes.push(String(run()))
        } catch (error) {
          outcomes.push((error as Error).name)
        }
      }
      const script = document.createElement('script')
      script.textContent = 'window.inlineRan = true'
      document.head.append(script)
      outcomes.push(String('inlineRan' in window))
      report(outcomes)
    })
    expect(outcome).toEqual(['EvalError', 'EvalError', 'false'])
  })

  test('sees nothing of Node or Electron', async ({ running: { page } }) => {
    const kinds = await page.evaluate(() =>
      ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'].map(
        (name) => typeof (window as never as Record<string, unknown>)[name],
      ),
    )
    expect(new Set(kinds)).toEqual(new Set(['undefined']))
  })

  test('reaches no server, by whatever way', async ({ running: { page } }) => {
    const visits: string[] = []
    const server = createServer((request, response) => {
      visits.push(request.url ?? '')
      response.end('caught')
    })
    server.on('upgrade', (request, socket) => {
      visits.push(`upgrade ${request.url}`)
      socket.destroy()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const origin = `127.0.0.1:${(server.address() as AddressInfo).port}`
    await page.evaluate((host) => {
      const add = (name: string, attributes: Record<string, string>) => {
        const element = document.createElement(name)
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
        document.body.append(element)
        return element
      }
      const quietly = (run: () => unknown) => {
        try {
          const outcome = run()
          if (outcome instanceof Promise) outcome.catch(() => undefined)
        } catch {
          // Refused at once: as it should be.
        }
      }
      quietly(() => fetch(`http://${host}/fetch`, { mode: 'no-cors' }))
      quietly(() => new WebSocket(`ws://${host}/socket`))
      quietly(() => new EventSource(`http://${host}/events`))
      quietly(() => navigator.sendBeacon(`http://${host}/beacon`, 'x'))
      quietly(() => new Worker(`http://${host}/worker.js`))
      for (const rel of [
        'stylesheet',
        'prefetch',
        'preload',
        'preconnect',
        'dns-prefetch',
        'icon',
        'manifest',
      ]) {
        add('link', { rel, href: `http://${host}/${rel}`, as: 'script' })
      }
      add('img', { src: `http://${host}/image` })
      add('iframe', { src: `http://${host}/frame` })
      add('object', { data: `http://${host}/object` })
      add('video', { src: `http://${host}/video` })
      add('script', { src: `http://${host}/script.js` })
      quietly(() =>
        (add('form', { action: `http://${host}/form`, method: 'post' }) as HTMLFormElement).submit(),
      )
    }, origin)
    await page.waitForTimeout(1000)
    await new Promise((resolve) => server.close(resolve))
    expect(visits).toEqual([])
  })

  test('reads no file but its own', async ({ running: { page } }) => {
    const statuses = await page.evaluate(async () => {
      const paths = [
        './index.html',
        '/%2e%2e/%2e%2e/package.json',
        '/..%2f..%2fpackage.json',
        '/..%5c..%5cpackage.json',
        '/assets/..%2f..%2f..%2fpackage.json',
        '/%2fetc%2fpasswd',
        '/index.html%00.js',
        '/../main/main.js',
        '/main.js.map',
        '/nothing.js',
      ]
      return Promise.all(paths.map(async (path) => (await fetch(path)).status))
    })
    expect(statuses[0]).toBe(200)
    for (const status of statuses.slice(1)) expect([403, 404]).toContain(status)
  })

  test('answers nothing but reading', async ({ running: { page } }) => {
    const status = await page.evaluate(
      async () => (await fetch('./index.html', { method: 'POST', body: 'x' })).status,
    )
    expect(status).toBe(403)
  })

  test('stays where it is and opens no other', async ({ running: { app, page } }) => {
    const address = page.url()
    const opened = await page.evaluate(() => {
      const link = document.createElement('a')
      link.href = 'https://example.org/'
      link.target = '_blank'
      document.body.append(link)
      link.click()
      const window_ = window.open('https://example.org/')
      location.href = 'https://example.org/'
      return window_ !== null
    })
    expect(opened).toBe(false)
    await page.waitForTimeout(300)
    expect(page.url()).toBe(address)
    await expect.poll(() => app.windows().length).toBe(1)
  })

  test('has no permission', async ({ running: { page } }) => {
    const states = await page.evaluate(async () => {
      const names = [
        'geolocation',
        'notifications',
        'camera',
        'microphone',
        'clipboard-read',
        'midi',
      ] as PermissionName[]
      return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
    })
    expect(new Set(states)).toEqual(new Set(['denied']))
  })
})

test.describe('the bridge', () => {
  test('answers the product’s own page only', async ({ running: { app } }) => {
    const before = new Set(app.windows())
    const opening = app.waitForEvent('window', (page) => !before.has(page))
    await app.evaluate(async ({ app, BrowserWindow }) => {
      const start = encodeURIComponent(
        JSON.stringify({ settings: {}, locale: 'en', path: null, version: '0' }),
      )
      const stranger = new BrowserWindow({
        webPreferences: {
          preload: `${app.getAppPath()}/out/preload/preload.cjs`,
          additionalArguments: [`--antecedent-start=${start}`],
        },
      })
      await stranger.loadURL('data:text/html,<title>Stranger</title>')
    })
    const stranger = await opening
    await expect(stranger).toHaveTitle('Stranger')
    const outcome = stranger.evaluate(() =>
      (window as never as { antecedent: AntecedentBridge }).antecedent.settings.get(),
    )
    await expect(outcome).rejects.toThrow('not a page of this program')
  })

  test('refuses what the contract does not know', async ({ running: { page } }) => {
    const antecedent = await bridge(page)
    const calls: ((api: AntecedentBridge) => Promise<unknown>)[] = [
      (api) => api.dialogs.open('everything' as never),
      (api) => api.dialogs.save('csv', '../../etc/passwd'),
      (api) => api.settings.set({ window: { width: 1 } } as never),
      (api) => api.settings.set({ theme: 'pink' } as never),
      (api) => api.settings.set({ language: 'xx' } as never),
    ]
    for (const call of calls)
      await expect(antecedent.evaluate(call)).rejects.toThrow(/Error invoking remote method/)
  })

  test('refuses a message larger than the contract allows, with a reason', async ({ running: { page } }) => {
    const antecedent = await bridge(page)
    const answer = await antecedent.evaluate((api) =>
      api.request(1, 'project.open', { path: 'x'.repeat(9 * 1024 * 1024) }),
    )
    expect(answer).toMatchObject({ error: { code: 'MESSAGE_TOO_LARGE', hint: expect.any(String) } })
  })
})
