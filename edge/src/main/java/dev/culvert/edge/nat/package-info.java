/** What the NATs between this edge and the internet do (RFC 4787), and how it is found out (RFC 5780). Pure. */
package dev.culvert.edge.nat;
