using System.Text;
using Joulemark.Metrology;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Serving.OpenAI;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>What a template takes for the event it was learned from, and what it does not.</summary>
public sealed class EventTemplateTests
{
    private const string Before = "{\"choices\":[{\"delta\":{\"content\":\"";
    private const string After = "\"}}]}";

    [Theory]
    [InlineData(Before + "x" + After, "x")]
    [InlineData(Before + "a longer text than the one that was learned" + After, "a longer text than the one that was learned")]
    [InlineData(Before + "}}]}" + After, "}}]}")] // the text is what stands behind it, but for the quote
    [InlineData(Before + After, null)] // no text is no token
    [InlineData(Before + "x" + After + After, null)]
    [InlineData(Before + "x" + After + " ", null)]
    [InlineData(Before + "a\\nb" + After, null)]
    [InlineData(Before + "a\tb" + After, null)] // is no JSON
    [InlineData(Before + "a\",\"content\":\"b" + After, null)]
    [InlineData(Before, null)]
    [InlineData(After, null)]
    [InlineData("", null)]
    [InlineData("{\"choices\":[{\"delta\":{\"reasoning\":\"x\"}}]}", null)]
    [InlineData("{\"choices\":[{\"delta\":{\"content\":\"\"}}]", null)] // as long as both ends, less one
    public void Event_IsTheLearnedOne_OnlyWhenAllButItsTextIsTheSame(string data, string? text)
    {
        var template = new EventTemplate();
        template.Learn(Encoding.UTF8.GetBytes(Before + "Hello" + After), Before.Length, Before.Length + 5, isReasoning: false);

        Assert.Equal(text is not null, template.TryMatch(Encoding.UTF8.GetBytes(data), out var found, out var isReasoning));
        if (text is not null)
            Assert.Equal(text, Encoding.UTF8.GetString(found));
        Assert.False(isReasoning);
    }

    [Fact]
    public void Template_ThatHasLearnedNothing_KnowsNothing()
    {
        Assert.False(new EventTemplate().TryMatch("{}"u8, out _, out _));
    }

    [Fact]
    public void Template_LearningAnew_ForgetsTheOld()
    {
        var template = new EventTemplate();
        template.Learn("<aaaa\"1\"bbbb>"u8, 6, 7, isReasoning: false);
        template.Learn("<\"2\">"u8, 2, 3, isReasoning: true);

        Assert.False(template.TryMatch("<aaaa\"1\"bbbb>"u8, out _, out _));
        Assert.True(template.TryMatch("<\"3\">"u8, out var text, out var isReasoning));
        Assert.Equal("3"u8, text);
        Assert.True(isReasoning);
        template.Release();
        Assert.False(template.TryMatch("<\"3\">"u8, out _, out _));
    }

    [Fact]
    public void Reader_InTheSameKeysInTurn_TellsAnswerFromReasoning()
    {
        var (reader, reply) = (new OpenAIReader(), new ServerReply());
        foreach (var (key, text) in new[] { ("reasoning_content", "why"), ("reasoning_content", "so"), ("content", "yes"), ("reasoning_content", "hm"), ("content", "no") })
            reader.Read(Encoding.UTF8.GetBytes($$$"""{"choices":[{"delta":{"{{{key}}}":"{{{text}}}"}}]}"""), new Timestamp(reply.TokenCount + 1), reply);

        Assert.Equal("yesno", reply.Output);
        Assert.Equal(5, reply.Tokens.Count);
        Assert.Equal(new Timestamp(3), reply.FirstAnswer);
    }
}
