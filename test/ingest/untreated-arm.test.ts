import { expect, it } from 'vitest'
import { untreatedArm } from '../../src-main/ingest/untreated-arm.ts'

it.each([
  [['ja', 'nein'], 'nein'],
  [['ad', 'psa'], 'psa'],
  [['control', 'test'], 'control'],
  [['Mens E-Mail', 'No E-Mail', 'Womens E-Mail'], 'No E-Mail'],
  [['exposed', 'not exposed'], 'not exposed'],
  [['发券', '未发券'], '未发券'],
  [['实验组', '对照组'], '对照组'],
  [['0', '1', '2'], '0'],
  [['-1', '1'], '-1'],
  [['blue', 'green'], 'blue'],
  [['no coupon', 'no mail'], 'no coupon'],
])('of %j the arm without treatment is %s', (arms, untreated) => {
  expect(arms[untreatedArm(arms)]).toBe(untreated)
})
