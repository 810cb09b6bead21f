/** Time as the protocol sees it. Pure: every clock is handed in. */
package dev.culvert.common.time;
