// Where ingest keeps what is its own, below the data folder: credentials, what devices said, the trees of hours.
export const INGEST_FOLDER = 'ingest'
