import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { pictures } from '../models/images/pictures.ts'
import {
  embeddingModel,
  maskedMeanModel,
  vocabulary,
  wordPiece,
  writeFolder,
} from '../models/sentences/tiny-models.ts'
import { expect, test } from './fixtures.ts'
import { openSample } from './open-sample.ts'

test('images of items become vectors, tell which items are alike, and a model begins with them', async ({
  launch,
  folder,
}) => {
  test.setTimeout(240_000)
  const images = join(folder, 'images')
  mkdirSync(images)
  for (const [index, { pixels }] of pictures(40, 24, 5).entries()) {
    const image = new PNG({ width: 24, height: 24 })
    for (let at = 0; at < 24 * 24; at++) image.data.set([...pixels.subarray(3 * at, 3 * at + 3), 255], 4 * at)
    writeFileSync(join(images, `kitchen-${String(index + 1).padStart(2, '0')}.png`), PNG.sync.write(image))
  }
  writeFileSync(join(images, 'broken.png'), 'not an image')
  const analyst = await openSample(launch, folder, 300, 'zh-CN')
  const { page, running } = analyst
  await analyst.goTo('behaviour')
  await analyst.see('ui_items')
  await expect(analyst.button('ui_items_make')).toHaveAttribute('aria-disabled', 'true')
  await analyst.findsNoBarrier()

  await running.answerOpen(images)
  await analyst.button('ui_items_choose_folder').click()
  await expect(page.getByText(images)).toBeVisible()
  await page.getByLabel(new RegExp(`^${analyst.say('ui_items_width')}`)).fill('16')
  const saved = join(folder, 'vectors.csv')
  await running.answerSave(saved)
  await analyst.button('ui_items_make').click()
  await expect(analyst.heading('ui_items_found')).toBeVisible({ timeout: 60_000 })
  const compared = page.getByRole('table', { name: analyst.say('ui_items_compared') })
  await expect(compared.getByRole('row')).toHaveCount(4)
  const refused = page.getByRole('table', { name: analyst.say('ui_items_refused') })
  await expect(refused.getByRole('row', { name: /broken\.png/ })).toContainText(
    analyst.say('error_INGEST_IMAGE_UNREADABLE'),
  )
  await analyst.field('ui_items_item').fill('kitchen-03')
  await analyst.button('ui_items_find').click()
  const nearest = page.getByRole('table', {
    name: analyst.say('ui_models_nearest_of', { name: 'kitchen-03' }),
  })
  await expect(nearest.getByRole('row')).toHaveCount(11)
  await analyst.field('ui_items_item').fill('nothing')
  await analyst.button('ui_items_find').click()
  await expect(
    page.getByText(analyst.say('error_MODELS_ITEM_WITHOUT_VECTOR', { item: 'nothing' })),
  ).toBeVisible()
  await analyst.findsNoBarrier()

  await analyst.button('ui_items_train').click()
  await expect(page.getByText(saved)).toBeVisible()
  await page.locator('summary', { hasText: analyst.say('ui_models_settings') }).click()
  await expect(analyst.field('ui_option_width')).toHaveAttribute('placeholder', '16')
  await analyst.field('ui_models_epochs').fill('2')
  await analyst.findsNoBarrier()
  await analyst.button('ui_models_start').click()
  await expect(page.locator('.figure strong')).toHaveText(/^0\.\d{4}$/, { timeout: 60_000 })
})

test('a sentence model in a folder makes vectors of items’ texts, and training says when they are out of date', async ({
  launch,
  folder,
}) => {
  test.setTimeout(240_000)
  const model = writeFolder(join(folder, 'tiny-model'), {
    ...{ 'onnx/model.onnx': maskedMeanModel, 'onnx/model_quantized.onnx': embeddingModel },
    'tokenizer.json': wordPiece(),
  })
  const words = vocabulary.slice(5, 16).filter((word) => /^[a-z]+$/.test(word))
  const titles = Array.from({ length: 30 }, (_, at) =>
    [
      `kitchen-${String(at + 1).padStart(2, '0')}`,
      `${words[at % words.length]} ${words[(at * 3) % 4]} 红色`,
    ].join(','),
  )
  const table = join(folder, 'items.csv')
  writeFileSync(table, `sku,title\n${titles.join('\n')}\n`)
  const analyst = await openSample(launch, folder, 300)
  const { page, running } = analyst
  await analyst.goTo('behaviour')
  await analyst.see('ui_items')
  await page.getByText(analyst.say('ui_items_sentences'), { exact: true }).click()

  await running.answerOpen(folder)
  await analyst.button('ui_items_choose_folder').click()
  await expect(page.getByText(analyst.say('error_MODELS_SENTENCE_NO_MODEL', { path: folder }))).toBeVisible()
  await expect(analyst.button('ui_items_make')).toHaveAttribute('aria-disabled', 'true')
  await running.answerOpen(model)
  await analyst.button('ui_items_choose_folder').click()
  const own = analyst.say('ui_items_pooling_own')
  await expect(analyst.field('ui_items_pooling')).toContainText(
    analyst.say('ui_items_pooling_said', { pooling: own }),
  )
  await analyst.field('ui_items_model_file').selectOption('onnx/model_quantized.onnx')
  const mean = analyst.say('ui_items_pooling_mean')
  await expect(analyst.field('ui_items_pooling')).toContainText(
    analyst.say('ui_items_pooling_usual', { pooling: mean }),
  )
  await running.answerOpen(table)
  await analyst.button('ui_items_choose_table').click()
  await analyst.field('ui_items_column_item').selectOption('sku')
  await page.getByRole('checkbox', { name: 'title' }).check({ force: true })
  await analyst.findsNoBarrier()

  const saved = join(folder, 'vectors.csv')
  await running.answerSave(saved)
  await analyst.button('ui_items_make').click()
  await expect(analyst.heading('ui_items_found')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText(analyst.say('warning_pooling_unsaid'))).toBeVisible()
  await analyst.findsNoBarrier()

  writeFileSync(table, 'sku,title\nkitchen-01,lamp\n')
  await analyst.button('ui_items_train').click()
  await expect(page.getByText(analyst.say('state_vectors_texts_changed'))).toBeVisible({ timeout: 20_000 })
  await page.locator('summary', { hasText: analyst.say('ui_models_settings') }).click()
  await expect(analyst.field('ui_option_width')).toHaveAttribute('placeholder', '8')
})
