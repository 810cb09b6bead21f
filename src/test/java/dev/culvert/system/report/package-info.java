/** What programs that measure say of it: percentiles and pictures. Pure. */
package dev.culvert.system.report;
