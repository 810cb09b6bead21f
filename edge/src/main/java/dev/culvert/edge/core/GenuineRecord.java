package dev.culvert.edge.core;

import dev.culvert.common.record.EdgeRecord;
import dev.culvert.common.record.SignedRecord;

/**
 * What an edge says of itself, and was found to have signed.
 *
 * @param signed the bytes, so that nobody verifies them again
 * @param record what they say
 */
record GenuineRecord(SignedRecord signed, EdgeRecord record) {}
