import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { pageHeaders } from '../../src-main/desktop/content-policy.ts'
import { pageAtFirstSight, styleSourceOf } from '../../src-main/desktop/first-sight.ts'

const html =
  '<!doctype html>\n<html lang="en"><head><style>p { color: red }</style></head><body><b>{project}</b><p>{ui_place_data}</p></body></html>'
const sight = { locale: 'en', dark: false, textSize: 100, path: null } as const

describe('the page at first sight', () => {
  it('says its language, theme, size of text and what it opens before any script runs', () => {
    const page = pageAtFirstSight(html, {
      locale: 'zh-CN',
      dark: true,
      textSize: 150,
      path: '/x/shop.antecedent',
    })
    expect(page).toContain('<html lang="zh-CN" data-theme="dark" data-text-size="150%" data-opens="project">')
    expect(page).toContain('<p>数据</p>')
    expect(pageAtFirstSight(html, sight)).toContain(
      'data-theme="light" data-text-size="100%" data-opens="start"',
    )
  })

  it('names the project as text, whatever it is called', () => {
    const page = pageAtFirstSight(html, { ...sight, path: '/x/$& <img src=x> & {ui_undo}.antecedent' })
    expect(page).toContain('<b>$&amp; &lt;img src=x&gt; &amp; {ui_undo}</b>')
  })

  it('names its one style element in the policy, and admits no other', () => {
    const hash = createHash('sha256').update('p { color: red }').digest('base64')
    expect(styleSourceOf(html)).toBe(`'sha256-${hash}'`)
    const policy = pageHeaders(styleSourceOf(html))['Content-Security-Policy']!
    expect(policy).toContain(`'sha256-${hash}'`)
    expect(policy).not.toMatch(/unsafe|\*|https?:|wss?:/)
  })
})
