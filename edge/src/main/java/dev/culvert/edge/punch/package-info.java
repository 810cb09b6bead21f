/**
 * How two edges find direct paths between them: rounds of candidates, openers and pings, and what is done where a NAT gives
 * each remote another port. Pure.
 */
package dev.culvert.edge.punch;
