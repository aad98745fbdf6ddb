package dev.gregor.e2e.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** A pom.xml as it is written, without what it inherits. */
record Pom(Document document) {

    static Pom read(Path file) {
        try {
            return new Pom(
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()));
        } catch (Exception e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }

    String artifactId() {
        return text("/project/artifactId");
    }

    /** What is at a path; empty if there is nothing. */
    String text(String path) {
        List<String> found = texts(path);
        return found.isEmpty() ? "" : found.get(0);
    }

    List<String> texts(String path) {
        try {
            NodeList nodes =
                    (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                texts.add(nodes.item(i).getTextContent().strip());
            }
            return texts;
        } catch (XPathExpressionException e) {
            throw new AssertionError(path + " is no path", e);
        }
    }
}
