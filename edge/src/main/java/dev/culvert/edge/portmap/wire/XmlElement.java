package dev.culvert.edge.portmap.wire;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An element of a router's XML. Immutable.
 *
 * @param name without prefix: routers' namespaces cannot be relied on
 * @param text what stands in it outside its children, without the white space around
 */
public record XmlElement(String name, String text, List<XmlElement> children) {

    /** Copies the list. */
    public XmlElement {
        children = List.copyOf(children);
    }

    /** This element and all below it, in document order. */
    public Stream<XmlElement> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(XmlElement::all));
    }

    /** The text of the first child of this name. */
    public Optional<String> textOf(String child) {
        return children.stream()
                .filter(element -> element.name.equals(child))
                .map(XmlElement::text)
                .findFirst();
    }
}
