/** The command line of {@code supernode.jar}: {@code up}, {@code key}, {@code status}. */
package dev.culvert.supernode.cli;
