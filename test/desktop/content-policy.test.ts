import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { printHeaders, securityHeaders } from '../../src-main/desktop/content-policy.ts'

const plot = new URL('../../node_modules/@observablehq/plot/src/', import.meta.url)

describe('the policy of the window', () => {
  const policy = securityHeaders['Content-Security-Policy']!

  it('admits the style element of the Plot that is installed', () => {
    const source = readFileSync(new URL('plot.js', plot), 'utf8')
    const text = /svg\.append\("style"\)\.text\(\s*`([^`]*)`/.exec(source)![1]!
    const className = /if \(name === undefined\) return "(plot-\w+)"/.exec(
      readFileSync(new URL('style.js', plot), 'utf8'),
    )![1]!
    const hash = createHash('sha256')
      .update(text.replaceAll('$' + '{className}', className))
      .digest('base64')
    expect(policy).toContain(`style-src 'self' 'sha256-${hash}'`)
  })

  it('admits nothing unsafe and nothing from elsewhere', () => {
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).not.toMatch(/unsafe|\*|https?:|wss?:/)
  })

  it('lets no script run on a page that is printed', () => {
    expect(printHeaders['Content-Security-Policy']).toMatch(/^default-src 'none'/)
    expect(printHeaders['Content-Security-Policy']).not.toContain('script')
  })
})
