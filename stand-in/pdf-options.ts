import { requireKnown } from './strict.ts'

/** Inches, as Chromium wants them. */
const pages: Readonly<Record<string, readonly [number, number]>> = {
  A3: [11.7, 16.54],
  A4: [8.27, 11.69],
  A5: [5.83, 8.27],
  Letter: [8.5, 11],
  Legal: [8.5, 14],
}

interface ElectronOptions {
  readonly landscape?: boolean
  readonly displayHeaderFooter?: boolean
  readonly printBackground?: boolean
  readonly scale?: number
  readonly pageSize?: string
  readonly margins?: { top?: number; bottom?: number; left?: number; right?: number }
  readonly pageRanges?: string
  readonly headerTemplate?: string
  readonly footerTemplate?: string
  readonly preferCSSPageSize?: boolean
  readonly generateTaggedPDF?: boolean
  readonly generateDocumentOutline?: boolean
}

const known = [
  'landscape',
  'displayHeaderFooter',
  'printBackground',
  'scale',
  'pageSize',
  'margins',
  'pageRanges',
  'headerTemplate',
  'footerTemplate',
  'preferCSSPageSize',
  'generateTaggedPDF',
  'generateDocumentOutline',
]

/** Electron's options of `printToPDF` as Chromium's. */
export function pdfOptions(options: ElectronOptions) {
  requireKnown('printToPDF', options, known)
  const { pageSize = 'Letter', margins = {}, ...same } = options
  const page = pages[pageSize]
  if (page === undefined)
    throw new Error(`The stand-in for Electron does not know the page size ${pageSize}.`)
  return {
    ...same,
    paperWidth: page[0],
    paperHeight: page[1],
    marginTop: margins.top ?? 0.4,
    marginBottom: margins.bottom ?? 0.4,
    marginLeft: margins.left ?? 0.4,
    marginRight: margins.right ?? 0.4,
  }
}
