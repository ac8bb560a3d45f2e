import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Analyst, Language } from './analyst.ts'
import { expect, type Launch, test } from './fixtures.ts'
import { tabTo } from './hands.ts'
import { openSample } from './open-sample.ts'

const languages: readonly Language[] = ['en', 'zh-CN']

/** The window on the sample shop, at its list. */
async function atTheList(launch: Launch, folder: string, language: Language, people = 2000) {
  const analyst = await openSample(launch, folder, people, language)
  await analyst.goTo('recommendations')
  await expect(users(analyst).first()).toBeVisible()
  return analyst
}

/** Users in the list's first column. */
const rows = (analyst: Analyst) =>
  analyst.page
    .getByRole('table', { name: analyst.say('ui_recommend_view_list'), exact: true })
    .locator('tbody tr')
const users = (analyst: Analyst) => rows(analyst).getByRole('button')
const inspector = (analyst: Analyst) =>
  analyst.page.getByRole('complementary', { name: analyst.say('ui_recommend_inspector') })
const items = (analyst: Analyst) => inspector(analyst).locator('ol button:not([aria-haspopup])')
const menuOf = (analyst: Analyst, item: string) =>
  inspector(analyst).getByRole('button', {
    name: analyst.say('ui_recommend_actions_of', { item }),
    exact: true,
  })
const toast = ({ page }: Analyst, text: string) => page.locator('.toasts').getByText(text)

for (const language of languages) {
  test(`a list is inspected, judged and exported by mouse (${language})`, async ({
    launch,
    folder,
  }, info) => {
    test.setTimeout(240_000)
    const analyst = await atTheList(launch, folder, language)
    const { page, running } = analyst
    const looksAt = async (name: string) => {
      for (const theme of ['light', 'dark'] as const) {
        await analyst.wear(theme)
        await analyst.findsNoBarrier()
        await page.screenshot({ path: info.outputPath(`${name}-${theme}.png`) })
      }
    }
    await looksAt('list')

    const user = (await users(analyst).first().textContent()) ?? ''
    await users(analyst).first().click()
    await expect(analyst.heading('ui_recommend_inspector_title', { name: user })).toBeFocused()
    await expect(inspector(analyst).getByRole('img')).toBeVisible()
    await expect(
      inspector(analyst).getByRole('table', { name: analyst.say('ui_recommend_user_change') }),
    ).toBeVisible()
    await looksAt('user')

    const [first, second, third] = await items(analyst).allTextContents()
    await menuOf(analyst, third).click()
    await page.getByRole('menuitem', { name: analyst.say('ui_recommend_pin'), exact: true }).click()
    await expect(items(analyst)).toHaveText([
      third,
      first,
      second,
      ...(await items(analyst).allTextContents()).slice(3),
    ])
    await expect(toast(analyst, analyst.say('ui_recommend_done_pin', { item: third, user }))).toBeVisible()

    await menuOf(analyst, first).click()
    await page.getByRole('menuitem', { name: analyst.say('ui_recommend_mark_wrong'), exact: true }).click()
    const wrong = page
      .getByRole('dialog')
      .getByRole('button', { name: analyst.say('ui_recommend_mark_wrong') })
    await expect(wrong).toHaveAttribute('aria-disabled', 'true')
    await page.getByRole('dialog').getByRole('textbox').fill('A gift for somebody else')
    await analyst.findsNoBarrier()
    await wrong.click()
    await expect(items(analyst).last()).toHaveText(first)
    await expect(inspector(analyst).getByText('A gift for somebody else')).toBeVisible()

    await items(analyst).nth(1).click()
    await expect(analyst.heading('ui_recommend_item', { name: second })).toBeVisible()
    await expect(inspector(analyst).getByRole('img')).toBeVisible()
    await looksAt('item')
    await inspector(analyst)
      .getByRole('button', { name: analyst.say('ui_recommend_ban_all'), exact: true })
      .click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: analyst.say('ui_recommend_confirm_ban') })
      .click()
    await expect(inspector(analyst).getByText(analyst.say('ui_recommend_item_on_no_list'))).toBeVisible()

    await running.answerSave(join(folder, 'list.csv'))
    await analyst.button('ui_recommend_export').click()
    await expect(page.locator('.toasts')).toContainText('list.csv')
    const lines = readFileSync(join(folder, 'list.csv'), 'utf8').split('\r\n')
    expect(lines[0]).toMatch(/^\uFEFFuser,/)
    const own = lines.filter((line) => line.startsWith(`${user},`)).map((line) => line.split(',')[2])
    expect(own[0]).toBe(third)
    expect(own).not.toContain(first)
    expect(lines.some((line) => line.split(',')[2] === second)).toBe(false)

    await analyst.see('ui_recommend_view_models')
    await expect(page.getByRole('row', { name: /NDCG@10/ })).toBeVisible()
    await looksAt('models')
    await analyst.see('ui_recommend_view_judgements')
    await expect(page.getByRole('main').getByRole('row')).toHaveCount(4)
    await looksAt('judgements')
    await page
      .getByRole('button', { name: analyst.say('ui_recommend_take_back_of', { item: second }) })
      .click()
    await expect(page.getByRole('main').getByRole('row')).toHaveCount(3)
    await expect(analyst.place('report')).toContainText(analyst.say('ui_state_stale'))
  })
}

test('a list is built, cancelled, filtered, inspected and judged by keyboard alone', async ({
  launch,
  folder,
}, info) => {
  test.setTimeout(240_000)
  const analyst = await atTheList(launch, folder, 'en', 6000)
  const { page } = analyst
  const before = await users(analyst).first().textContent()

  await tabTo(page, analyst.button('ui_recommend_build'))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: analyst.say('ui_recommend_build') })).toBeVisible()
  await analyst.findsNoBarrier()
  await page.screenshot({ path: info.outputPath('build.png') })
  const length = analyst.field('ui_recommend_length')
  await tabTo(page, length)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('5')
  await tabTo(page, analyst.button('ui_recommend_build'))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('group', { name: analyst.say('ui_recommend_running') })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(toast(analyst, analyst.say('ui_recommend_cancelled'))).toBeVisible()
  await page.keyboard.press('Control+5')
  await expect(length).toHaveValue('5')
  await tabTo(page, analyst.button('ui_recommend_build'))
  await page.keyboard.press('Enter')
  await expect(users(analyst).first()).toBeVisible({ timeout: 60_000 })
  await expect(users(analyst).first()).toHaveText(before ?? '')
  await expect(rows(analyst).nth(5).getByRole('cell').nth(1)).toHaveText('1')

  const filter = analyst.field('ui_recommend_filter_user')
  await tabTo(page, filter)
  const other = (await users(analyst).nth(5).textContent()) ?? ''
  await page.keyboard.type(other)
  await page.keyboard.press('Enter')
  await expect(rows(analyst)).toHaveCount(5)
  await tabTo(page, users(analyst).first())
  await page.keyboard.press('Enter')
  await expect(analyst.heading('ui_recommend_inspector_title', { name: other })).toBeFocused()
  await expect(items(analyst)).toHaveCount(5)
  const [item] = await items(analyst).allTextContents()
  await tabTo(page, menuOf(analyst, item))
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(
    page.getByRole('menuitem', { name: analyst.say('ui_recommend_ban_user'), exact: true }),
  ).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.type('Sold out')
  await tabTo(page, analyst.button('ui_recommend_confirm_ban'))
  await page.keyboard.press('Enter')
  await expect(items(analyst).last()).toHaveText(item)
  await expect(rows(analyst)).toHaveCount(4)
  const undo = page.locator('.toasts').getByRole('button', { name: analyst.say('ui_undo'), exact: true })
  await tabTo(page, undo)
  await page.keyboard.press('Enter')
  await expect(items(analyst).first()).toHaveText(item)
  await expect(rows(analyst)).toHaveCount(5)
  const close = analyst.button('ui_recommend_inspector_close')
  await tabTo(page, close)
  await page.keyboard.press('Enter')
  await expect(inspector(analyst)).toHaveCount(0)
  await expect(users(analyst).first()).toBeFocused()
})

test('a list is out of date when its data changed, and says so', async ({ launch, folder }) => {
  test.setTimeout(240_000)
  const analyst = await atTheList(launch, folder, 'en')
  const { page } = analyst
  await analyst.goTo('data')
  await page
    .getByRole('main')
    .getByRole('button', { name: analyst.say('ui_source_actions', { name: '' }).trim() })
    .click()
  await page.getByRole('menuitem').last().click()
  await expect(analyst.place('recommendations')).toContainText(analyst.say('ui_state_stale'))
  await analyst.goTo('recommendations')
  await expect(page.getByText(analyst.say('ui_recommend_stale'))).toBeVisible()
})
