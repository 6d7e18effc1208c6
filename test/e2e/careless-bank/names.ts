/** What the deployed app and the test agree on. */
export const BANK_STACK = 'OrderPipelineCarelessBank';

/** Under this name the bank counts in its books how often it has failed. */
export const FAULTS_BOOKED = 'faults';
