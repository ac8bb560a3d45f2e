import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'

/** The sheets that the stand-in shows where Electron has dialogs of the system. */

const program = join(import.meta.dirname, 'conformance/main.js')

test('a file is chosen by walking to it', async ({ launch, folder }) => {
  mkdirSync(join(folder, 'logs'))
  writeFileSync(join(folder, 'logs', 'events.csv'), 'a\n')
  writeFileSync(join(folder, 'logs', 'picture.png'), '')
  const { app, page } = await launch({ program })
  const answer = app.evaluate(
    ({ dialog, BrowserWindow }, defaultPath) =>
      dialog.showOpenDialog(BrowserWindow.getAllWindows()[0]!, {
        title: 'Choose a log',
        defaultPath,
        filters: [{ name: 'Logs', extensions: ['csv'] }],
      }),
    folder,
  )
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByRole('heading')).toHaveText('Choose a log')
  await sheet.getByRole('button', { name: 'logs/' }).click()
  await expect(sheet.getByRole('button', { name: 'picture.png' })).toHaveCount(0)
  await sheet.getByRole('button', { name: 'events.csv' }).click()
  await sheet.getByRole('button', { name: 'Open' }).click()
  expect(await answer).toEqual({ canceled: false, filePaths: [join(folder, 'logs', 'events.csv')] })
  await expect(sheet).toHaveCount(0)
})

test('a file to be written is named', async ({ launch, folder }) => {
  const { app, page } = await launch({ program })
  const answer = app.evaluate(
    ({ dialog, BrowserWindow }, defaultPath) =>
      dialog.showSaveDialog(BrowserWindow.getAllWindows()[0]!, { defaultPath }),
    join(folder, 'list.csv'),
  )
  const name = page.getByRole('dialog').getByLabel('File name')
  await expect(name).toHaveValue('list.csv')
  await name.fill('other.csv')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  expect(await answer).toEqual({ canceled: false, filePath: join(folder, 'other.csv') })
})

test('Escape answers nothing', async ({ launch }) => {
  const { app, page } = await launch({ program })
  const answer = app.evaluate(({ dialog, BrowserWindow }) =>
    dialog.showOpenDialog(BrowserWindow.getAllWindows()[0]!, {}),
  )
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  expect(await answer).toEqual({ canceled: true, filePaths: [] })
})

test('a question is answered by the button that is pressed', async ({ launch }) => {
  const { app, page } = await launch({ program })
  const answer = app.evaluate(({ dialog, BrowserWindow }) =>
    dialog.showMessageBox(BrowserWindow.getAllWindows()[0]!, {
      message: 'Sure?',
      buttons: ['Yes', 'No'],
      cancelId: 1,
    }),
  )
  await page.getByRole('dialog').getByRole('button', { name: 'Yes' }).click()
  expect(await answer).toMatchObject({ response: 0 })
})

test('the keys of a menu item click it', async ({ launch }) => {
  const { page } = await launch({ program })
  await page.keyboard.press('Control+Shift+Y')
  const lives = () => page.evaluate(async () => (await window.api.call<{ lives: string[] }>('seen')).lives)
  await expect.poll(lives).toEqual(['plain false'])
})
