import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { sheetRow, workbookOf } from '../ingest/archives.ts'
import { Analyst, projectIn } from './analyst.ts'
import { expect, test } from './fixtures.ts'

const rows = Array.from({ length: 400 }, (_, row) => ({
  user_id: `u${row % 23}`,
  event_time: 46_023 + row / 96,
  event_type: row % 5 === 0 ? 'purchase' : 'view',
  price: row % 7,
}))

test('a sheet of a workbook is chosen and imported, with the rows that hold an error said', async ({
  running,
  folder,
}, testInfo) => {
  const path = join(folder, 'shop.xlsx')
  const head = ['user_id', 'event_time', 'event_type', 'price']
  const log = rows.map(({ user_id, event_time, event_type, price }, index) =>
    sheetRow(index + 2, [
      user_id,
      `<c r="B${index + 2}" s="2"><v>${event_time}</v></c>`,
      event_type,
      index === 8 ? '<c r="D10" t="e"><v>#REF!</v></c>' : price,
    ]),
  )
  const sheets = {
    Notes: sheetRow(1, ['what', 'who']) + sheetRow(2, ['log of the shop', 'us']),
    日志: sheetRow(1, head) + log.join(''),
    Empty: '',
  }
  writeFileSync(path, workbookOf({ sheets }))
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await analyst.wizardTo('format', path)
  await expect(analyst.field('ui_wizard_encoding')).toBeHidden()
  const sheet = analyst.field('ui_wizard_sheet')
  await sheet.selectOption('日志')
  await expect(page.getByRole('cell', { name: '2026-01-01 00:15:00' })).toBeVisible()
  // As letters on the keyboard do, which pass by another sheet.
  await sheet.evaluate((select: HTMLSelectElement) => {
    for (const passed of ['Notes', 'Empty']) {
      select.value = passed
      select.dispatchEvent(new Event('change', { bubbles: true }))
    }
  })
  await page.getByRole('dialog').getByRole('button').first().click()
  await expect(sheet).toHaveValue('日志')
  await expect(page.getByRole('cell', { name: '2026-01-01 00:15:00' })).toBeVisible()
  await expect(analyst.field('ui_wizard_zone')).toBeVisible()
  await analyst.findsNoBarrier()
  await page.screenshot({ path: testInfo.outputPath('sheet.png') })
  await analyst.button('ui_next').click()
  await expect(analyst.field('ui_wizard_role_of', { column: 'event_time' })).toHaveValue('time')
  await page.screenshot({ path: testInfo.outputPath('columns.png') })
  await analyst.button('ui_next').click()
  await analyst.button('ui_next').click()
  await page
    .locator('form')
    .getByRole('button', { name: analyst.say('ui_wizard_start'), exact: true })
    .click()
  await analyst.button('ui_wizard_see_rejected').click()
  await expect(page.getByRole('cell', { name: '#REF!' })).toBeVisible()
})

test('a Parquet file asks for nothing that it says itself', async ({ launch, folder }, testInfo) => {
  const path = join(folder, 'log.parquet')
  const columnData = [
    { name: 'user_id', data: rows.map(({ user_id }) => user_id) },
    { name: 'event_time', data: rows.map((_, row) => new Date(Date.UTC(2026, 0, 1) + row * 900_000)) },
    { name: 'event_type', data: rows.map(({ event_type }) => event_type) },
    { name: 'tags', data: rows.map(() => ['a', 'b']) },
  ]
  const schema = [
    { name: 'root', num_children: 4 },
    { name: 'user_id', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    { name: 'event_time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
    { name: 'event_type', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    { name: 'tags', num_children: 1, converted_type: 'LIST', repetition_type: 'OPTIONAL' },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  ] as NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>
  writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData, schema })))
  const running = await launch({ locale: 'zh-CN' })
  const analyst = new Analyst(running, 'zh-CN')
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await analyst.wear('dark')
  await analyst.wizardTo('format', path)
  await expect(page.getByText(analyst.say('ui_wizard_format_parquet', { rows: '400' }))).toBeVisible()
  await expect(page.getByText(analyst.say('inspect_columns_nested', { columns: 'tags' }))).toBeVisible()
  for (const field of [
    'ui_wizard_encoding',
    'ui_wizard_delimiter',
    'ui_wizard_zone',
    'ui_wizard_sheet',
  ] as const) {
    await expect(analyst.field(field)).toBeHidden()
  }
  await analyst.findsNoBarrier()
  await page.screenshot({ path: testInfo.outputPath('parquet.png') })
  await analyst.button('ui_next').click()
  await page.screenshot({ path: testInfo.outputPath('columns.png') })
  await analyst.button('ui_next').click()
  await analyst.button('ui_next').click()
  await page
    .locator('form')
    .getByRole('button', { name: analyst.say('ui_wizard_start'), exact: true })
    .click()
  await expect(analyst.heading('ui_wizard_done', { count: '400' })).toBeVisible({ timeout: 30_000 })
})
