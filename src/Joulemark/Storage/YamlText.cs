using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Joulemark.Storage;

/// <summary>YAML that others wrote.</summary>
internal static class YamlText
{
    private const int Deepest = 100;

    /// <summary>Reads the documents of a text.</summary>
    /// <exception cref="YamlException">It is no YAML, or is nested so deep that reading it would take all of the stack.</exception>
    public static YamlStream Load(string yaml)
    {
        var (parser, depth) = (new Parser(new StringReader(yaml)), 0);
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > Deepest)
                throw new YamlException(parser.Current.Start, parser.Current.End, $"it is nested more than {Deepest} deep");
        }

        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream;
    }
}
