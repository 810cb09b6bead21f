/** Fakes of what core and data path are given, and nodes made of the real ones. */
package dev.culvert.edge.testkit;
