/** What a supernode keeps on disk over its restarts. */
package dev.culvert.supernode.store;
