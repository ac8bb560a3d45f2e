/** Text that is HTML already: made by `html` alone. */
export interface Markup {
  readonly markup: string
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[]

/**
 * HTML from a template. Whatever is put in is text and is escaped, unless it was made by this function; lists are joined,
 * null, undefined and false are nothing. SVG and MathML are written the same way.
 */
export function html(literals: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let markup = literals[0]
  contents.forEach((content, i) => {
    markup += markupOf(content) + literals[i + 1]
  })
  return { markup }
}

export const nothing: Markup = { markup: '' }

function markupOf(content: Content): string {
  if (content === null || content === undefined || content === false) return ''
  if (typeof content === 'string') return escaped(content)
  if (typeof content === 'number') return String(content)
  if ('markup' in content) return content.markup
  return content.map(markupOf).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character])
}
