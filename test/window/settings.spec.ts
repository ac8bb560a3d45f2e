import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Analyst } from './analyst.ts'
import { expect, test } from './fixtures.ts'

test('threads and backend are chosen from what this machine has, by keyboard, and kept', async ({
  running,
}) => {
  const analyst = new Analyst(running)
  const { page, userData } = running
  await expect(analyst.heading('ui_start_title')).toBeVisible()
  await page.keyboard.press('Control+,')
  const dialog = page.getByRole('dialog')
  const found = dialog.getByRole('group', { name: analyst.say('ui_settings_found') })
  await expect(found.getByRole('listitem')).toHaveCount(4)
  await expect(found).toContainText('CPU')
  const threads = analyst.field('ui_settings_threads')
  await expect(threads).toHaveValue('all')
  await threads.focus()
  await page.keyboard.type('1')
  await expect(threads).toHaveValue('1')
  await dialog.getByRole('radio', { name: analyst.say('ui_settings_backend_automatic') }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(dialog.getByRole('radio', { name: 'CPU' })).toBeChecked()
  await analyst.findsNoBarrier()
  const kept = () => JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8'))
  await expect.poll(() => [kept().threads, kept().backend]).toEqual([1, 'cpu'])
})
