using System.Text;
using Joulemark.Metrology;
using Joulemark.Serving;
using Joulemark.Serving.KServe;
using Xunit;

namespace Joulemark.Tests.Serving;

/// <summary>Outputs of every type become a text that an answer can be compared with.</summary>
public sealed class KServeReaderTests
{
    [Theory]
    [InlineData("""{"outputs":[{"name":"o","datatype":"FP32","shape":[2,3],"data":[0.1,0.7,0.2,9,1,2]}]}""", "1,0")]
    [InlineData("""{"outputs":[{"name":"o","datatype":"FP32","shape":[2,3],"data":[[0.1,0.7,0.2],[9,1,2]]}]}""", "1,0")]
    [InlineData("""{"outputs":[{"name":"o","datatype":"FP64","shape":[3],"data":[-3,-1,-2]}]}""", "1")]
    [InlineData("""{"outputs":[{"name":"o","datatype":"FP32","shape":[1,1],"data":[0.25]}]}""", "0.25")]
    [InlineData("""{"outputs":[{"name":"o","datatype":"INT64","shape":[2],"data":[-7,8]}]}""", "-7,8")]
    [InlineData("""{"outputs":[{"name":"o","datatype":"BYTES","shape":[1],"data":["cat"]},{"name":"p","datatype":"FP32","shape":[1],"data":[1]}]}""", "cat")]
    public void Json_BecomesText(string answer, string text) => Assert.Equal(text, Read(Encoding.UTF8.GetBytes(answer)).Output);

    [Theory]
    [InlineData("FP32", "[1,2]", new byte[] { 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40 }, "1")]
    [InlineData("FP16", "[1,2]", new byte[] { 0, 0x40, 0, 0x3C }, "0")]
    [InlineData("BF16", "[1,2]", new byte[] { 0, 0x40, 0x80, 0x3F }, "0")]
    [InlineData("INT16", "[2]", new byte[] { 0xFE, 0xFF, 5, 0 }, "-2,5")]
    [InlineData("UINT16", "[1]", new byte[] { 0xFE, 0xFF }, "65534")]
    [InlineData("UINT64", "[1]", new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 }, "18446744073709551615")]
    [InlineData("BOOL", "[2]", new byte[] { 1, 0 }, "true,false")]
    [InlineData("BYTES", "[2]", new byte[] { 2, 0, 0, 0, (byte)'h', (byte)'i', 0, 0, 0, 0 }, "hi,")]
    public void Bytes_BehindTheJson_BecomeText(string type, string shape, byte[] data, string text)
    {
        var header = $$$"""{"outputs":[{"name":"o","datatype":"{{{type}}}","shape":{{{shape}}},"parameters":{"binary_data_size":{{{data.Length}}} } }]}""";

        Assert.Equal(text, Read([.. Encoding.UTF8.GetBytes(header), .. data]).Output);
    }

    [Theory]
    [InlineData("<html>sign in</html>")]
    [InlineData("")]
    [InlineData("""{"outputs":[]}""")]
    [InlineData("""{"outputs":[{"name":"o","datatype":"FP32","shape":[1]}]}""")]
    [InlineData("""{"outputs":[{"name":"o","datatype":"FP33","shape":[1],"data":[1]}]}""")]
    [InlineData("""{"outputs":[{"name":"o","datatype":"FP32","shape":[2,2],"data":[1,2,3]}]}""")]
    [InlineData("""{"outputs":[{"name":"o","datatype":"FP32","shape":[1],"parameters":{"binary_data_size":4}}]}ab""")]
    [InlineData("""{"outputs":[{"name":"o","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":2}}]}ab""")]
    [InlineData("""{"outputs":[{"name":"o","datatype":"FP32","shape":["a"],"data":[1]}]}""")]
    [InlineData("""{"outputs":[{"na""")]
    public void AnAnswerThatMakesNoSense_IsAFailure(string answer) => Assert.Equal("stream-error", Read(Encoding.UTF8.GetBytes(answer)).ErrorKind);

    private static ServerReply Read(byte[] answer)
    {
        var reply = new ServerReply();
        var reader = new KServeReader();
        reader.Read(answer, new Timestamp(1), reply);
        reader.End(saidSo: true, reply);
        return reply;
    }
}
