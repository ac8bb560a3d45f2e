import packageJson from '../../package.json' with { type: 'json' }

/** Of Antecedent; every result carries it. */
export const version = packageJson.version
