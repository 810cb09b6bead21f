package dev.culvert.edge.portmap;

import dev.culvert.edge.portmap.wire.XmlElement;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads what routers send as XML. A document type is refused, and with it every entity of its own: nothing is expanded,
 * nothing else is loaded. Any thread.
 */
final class XmlReader {
    /** Larger documents are refused: real ones have up to some 10 KB. */
    static final int MAX_BYTES = 64 * 1024;

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int MOST_LEVELS = 32;
    private static final XMLInputFactory FACTORY = factory();

    private XmlReader() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        // Routers use prefixes that they have not declared.
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        return factory;
    }

    /** The document's element, or nothing if it is malformed, too deep, too large or has a document type. Total. */
    static Optional<XmlElement> read(byte[] document) {
        if (document.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            XMLStreamReader reader;
            synchronized (FACTORY) {
                reader = FACTORY.createXMLStreamReader(new StringReader(text(document)));
            }
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    return Optional.empty();
                }
            }
            XmlElement root = element(reader, 1);
            while (reader.hasNext()) {
                reader.next();
            }
            return Optional.of(root);
        } catch (XMLStreamException | RuntimeException e) {
            // The JDK's parser answers some malformed documents with exceptions that it does not declare.
            return Optional.empty();
        }
    }

    /**
     * What routers declare is often wrong, and all that is looked for is ASCII: so it is UTF-16 where a byte order mark says
     * so, and else UTF-8 as well as can be.
     */
    private static String text(byte[] document) {
        boolean wide = document.length > 1
                && ((document[0] == (byte) 0xFE && document[1] == (byte) 0xFF)
                        || (document[0] == (byte) 0xFF && document[1] == (byte) 0xFE));
        String text = new String(document, wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /** From the element's start, where the reader is, to its end. */
    private static XmlElement element(XMLStreamReader reader, int level) throws XMLStreamException {
        if (level > MOST_LEVELS) {
            throw new XMLStreamException("more than " + MOST_LEVELS + " levels");
        }
        String name = reader.getLocalName();
        StringBuilder text = new StringBuilder();
        List<XmlElement> children = new ArrayList<>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(reader, level + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    return new XmlElement(
                            name.substring(name.indexOf(':') + 1),
                            text.toString().strip(),
                            children);
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> throw new XMLStreamException("an entity of its own");
                default -> {} // comments, processing instructions
            }
        }
    }
}
