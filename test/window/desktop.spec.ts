import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { AntecedentBridge, WindowEvent } from '../../src-main/contract/bridge.ts'
import { commandOf, environment, expect, test } from './fixtures.ts'

const bridge = (page: Page) =>
  page.evaluateHandle(() => (window as never as { antecedent: AntecedentBridge }).antecedent)

/** Collects what the window is told from now on. */
async function listen(page: Page): Promise<() => Promise<WindowEvent[]>> {
  await page.evaluate(() => {
    const told: WindowEvent[] = []
    Object.assign(window, { told })
    ;(window as never as { antecedent: AntecedentBridge }).antecedent.onEvent((event) => told.push(event))
  })
  return () => page.evaluate(() => (window as never as { told: WindowEvent[] }).told)
}

const settingsIn = (userData: string) => JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8'))

test('the program speaks the system’s language until another is chosen, and remembers it', async ({
  launch,
}) => {
  const first = await launch({ locale: 'zh-CN' })
  expect(await (await bridge(first.page)).evaluate((api) => api.start.locale)).toBe('zh-CN')
  await first.clickMenu('language-en')
  await expect.poll(() => existsSync(join(first.userData, 'settings.json'))).toBe(true)
  await first.quit()
  const again = await launch({ locale: 'zh-CN', userData: first.userData })
  expect(await (await bridge(again.page)).evaluate((api) => api.start.locale)).toBe('en')
  const labels = await again.app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()!.items.map((item) => item.label),
  )
  expect(labels).toContain('File')
})

test('the menu is in the language of the program', async ({ running }) => {
  const labels = () =>
    running.app.evaluate(({ Menu }) => Menu.getApplicationMenu()!.items.map((item) => item.label))
  expect(await labels()).toContain('View')
  await running.clickMenu('language-zh-CN')
  expect(await labels()).toContain('视图')
})

test('a theme that is chosen is seen at once, and told to the window', async ({ running }) => {
  const antecedent = await bridge(running.page)
  const told = antecedent.evaluate(
    (api) => new Promise((resolve) => api.settings.onChange((settings) => resolve(settings.theme))),
  )
  await running.clickMenu('theme-dark')
  expect(await told).toBe('dark')
  await expect
    .poll(() => running.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
    .toBe(true)
})

test('settings that cannot be read are kept aside, and the program starts on the defaults', async ({
  launch,
  folder,
}) => {
  writeFileSync(join(folder, 'settings.json'), '{"theme": "dar')
  const running = await launch({ userData: folder })
  const settings = await (await bridge(running.page)).evaluate((api) => api.settings.get())
  expect(settings.theme).toBe('system')
  expect(readFileSync(join(folder, 'settings.json.unreadable'), 'utf8')).toBe('{"theme": "dar')
})

test('the window is where it was and as large as it was', async ({ launch, folder }) => {
  writeFileSync(
    join(folder, 'settings.json'),
    JSON.stringify({ window: { x: 40, y: 30, width: 1000, height: 700, maximized: false } }),
  )
  const running = await launch({ userData: folder })
  const bounds = await running.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.getNormalBounds(),
  )
  expect(bounds).toMatchObject({ width: 1000, height: 700 })
  await expect.poll(() => running.page.evaluate(() => innerWidth)).toBe(1000)
  await running.quit()
  expect(settingsIn(folder).window).toMatchObject({ width: 1000, height: 700, maximized: false })
})

test('the menu asks the window', async ({ running }) => {
  const told = await listen(running.page)
  await running.clickMenu('project.new')
  await expect.poll(told).toContainEqual({ event: 'command', command: 'project.new' })
})

test('a project given on the command line is handed to the window', async ({ launch, folder }) => {
  const path = join(folder, 'shop.antecedent')
  const running = await launch({ words: [path] })
  expect(await (await bridge(running.page)).evaluate((api) => api.start.path)).toBe(path)
})

test('a project given to a second start is opened in the first window', async ({
  running,
  runtime,
  folder,
}) => {
  const told = await listen(running.page)
  const { executable, switches } = commandOf(runtime)
  const program = await running.app.evaluate(({ app }) => app.getAppPath())
  const words = [...switches, program, `--user-data-dir=${running.userData}`, 'shop.antecedent']
  const second = spawn(executable, words, { cwd: folder, env: environment(folder, 'en'), stdio: 'ignore' })
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0)
  const command = { event: 'command', command: 'project.open', path: join(folder, 'shop.antecedent') }
  await expect.poll(told).toContainEqual(command)
})

test('a dialog gives the path that was chosen, with the ending of its kind', async ({ running, folder }) => {
  const antecedent = await bridge(running.page)
  await running.answerOpen(join(folder, 'log.csv'))
  expect(await antecedent.evaluate((api) => api.dialogs.open('log'))).toBe(join(folder, 'log.csv'))
  await running.answerSave(join(folder, 'shop'))
  expect(await antecedent.evaluate((api) => api.dialogs.save('project', 'shop'))).toBe(
    join(folder, 'shop.antecedent'),
  )
  await running.answerSave(null)
  expect(await antecedent.evaluate((api) => api.dialogs.save('csv', 'list'))).toBeNull()
})

test('an HTML document is printed into a PDF file, without running its scripts', async ({
  running,
  folder,
}) => {
  const from = join(folder, 'report.html')
  const to = join(folder, 'report.pdf')
  writeFileSync(
    from,
    '<!doctype html><title>kept</title><h1 style="color: red">因果 report</h1><script>document.title = "ran"</script>',
  )
  const answer = await (await bridge(running.page)).evaluate((api, paths) => api.printToPdf(paths), {
    from,
    to,
  })
  expect(answer).toEqual({ result: { path: to } })
  const pdf = readFileSync(to, 'latin1')
  expect(pdf).toMatch(/^%PDF-/)
  expect(pdf).toContain('/Title (kept)')
  await expect.poll(() => running.app.windows().length).toBe(1)
})

test('a document that is not there gives an error with a hint', async ({ running, folder }) => {
  const paths = { from: join(folder, 'none.html'), to: join(folder, 'none.pdf') }
  const answer = await (await bridge(running.page)).evaluate((api, given) => api.printToPdf(given), paths)
  expect(answer).toMatchObject({
    error: { code: 'FILE_NOT_FOUND', message: expect.stringContaining('none.html') },
  })
  expect(existsSync(paths.to)).toBe(false)
})

test('an engine that is killed is started again, and the window is told', async ({ running }) => {
  const told = await listen(running.page)
  const first = await running.enginePid()
  process.kill(first, 'SIGKILL')
  await expect.poll(told).toContainEqual({ event: 'engine.restarted', project: null, error: null })
  expect(await running.enginePid()).not.toBe(first)
})

test('the project is open again, as it was, after the engine was killed', async ({ running, folder }) => {
  const antecedent = await bridge(running.page)
  const path = join(folder, 'shop.antecedent')
  const created = await antecedent.evaluate((api, params) => api.request(1, 'project.create', params), {
    path,
    passphrase: 'correct horse',
  })
  expect(created).toMatchObject({ result: { path, encrypted: true } })
  const told = await listen(running.page)
  process.kill(await running.enginePid(), 'SIGKILL')
  await expect.poll(told).toContainEqual({ event: 'engine.restarted', project: path, error: null })
  const answer = await antecedent.evaluate((api) => api.request(2, 'project.information', {}))
  expect(answer).toMatchObject({ result: { path, name: 'shop', encrypted: true } })
  expect(settingsIn(running.userData).recentProjects).toMatchObject([{ path, name: 'shop' }])
})

test('a job that ran when the engine was killed fails with a hint, and can be asked for again', async ({
  running,
  folder,
}) => {
  const antecedent = await bridge(running.page)
  const path = join(folder, 'sample.antecedent')
  await antecedent.evaluate((api, params) => api.request(1, 'project.create', params), { path })
  const told = await listen(running.page)
  const lost = antecedent.evaluate((api) => {
    let begun = () => {}
    const beginning = new Promise<void>((resolve) => {
      begun = resolve
    })
    Object.assign(window, { beginning })
    return api.request(2, 'sample.import', {}, begun)
  })
  await running.page.evaluate(() => (window as never as { beginning: Promise<void> }).beginning)
  process.kill(await running.enginePid(), 'SIGKILL')
  expect(await lost).toMatchObject({ error: { code: 'ENGINE_STOPPED', hint: expect.stringMatching(/./) } })
  await expect.poll(told).toContainEqual({ event: 'engine.restarted', project: path, error: null })
  const tables = await antecedent.evaluate((api) => api.request(3, 'data.sources', {}))
  expect(tables).toEqual({ result: [] })
})

test('a running job is cancelled within a second', async ({ running, folder }) => {
  const antecedent = await bridge(running.page)
  const path = join(folder, 'sample.antecedent')
  await antecedent.evaluate((api, params) => api.request(1, 'project.create', params), { path })
  const outcome = await antecedent.evaluate(async (api) => {
    let cancelledAt = 0
    const answer = await api.request(2, 'sample.import', {}, () => {
      if (cancelledAt > 0) return
      cancelledAt = performance.now()
      api.cancel(2)
    })
    return { answer, waited: performance.now() - cancelledAt }
  })
  expect(outcome.answer).toMatchObject({ error: { code: 'CANCELLED' } })
  expect(outcome.waited).toBeLessThan(1000)
})
