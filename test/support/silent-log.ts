/** Keeps the log of handlers out of the tests' output. Jest runs this before each file of tests. */
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
